import type { Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hexDeviceNumber } from './deviceNumber';
import { look } from './files';
import { openFilesOf, processFile, processIds } from './processes';

/**
 * QEMU's image locking (its `block/file-posix.c`): a process that may write to an image, or resize it, locks these
 * bytes of it; one that does not allow others to write locks {@link UNSHARED_WRITE}.
 */
const WRITE = 101;
const RESIZE = 103;
const UNSHARED_WRITE = 201;

/** Of these bytes, whoever has an image open locks some: the first are what it does, the second what others may not. */
const DOES = [100, 101, 102, 103] as const;
const UNSHARED = [200, 201, 202, 203] as const;

/** A lock, as `/proc/locks` and a process's `fdinfo` tell it: `OFDLCK ADVISORY READ -1 fe:00:2146325 100 101`. */
const LOCK = /OFDLCK\s+ADVISORY\s+\S+\s+-?\d+\s+([0-9a-f]+:[0-9a-f]+:\d+)\s+(\d+)\s+(\d+|EOF)/;

const identityOf = ({ dev, ino }: Stats) => `${hexDeviceNumber(dev)}:${ino}`;

/** How often one of these bytes of a file is locked, by a table of locks. */
function count(table: string, identity: string, ...bytes: number[]): number {
  const covering = table.split('\n').filter((line) => {
    const [, file, from, to] = LOCK.exec(line) ?? [];
    if (file !== identity) return false;
    const end = to === 'EOF' ? Infinity : Number(to);
    return bytes.some((byte) => Number(from) <= byte && byte <= end);
  });
  return covering.length;
}

/** The locks of all processes. */
const allLocks = () => readFile('/proc/locks', 'utf8').catch(() => '');

/** Whether any process, QEMU itself among them, has locked an image for writing. */
export async function isLockedForWriting(image: string): Promise<boolean> {
  const file = await look(image, 'links').catch(() => undefined);
  return file !== undefined && count(await allLocks(), identityOf(file), WRITE, RESIZE) > 0;
}

/** Whether any process has an image open as QEMU and its tools do, be it to read it alone, such as a backing file. */
export async function isOpenInQemu(image: string): Promise<boolean> {
  const file = await look(image, 'links').catch(() => undefined);
  return file !== undefined && count(await allLocks(), identityOf(file), ...DOES, ...UNSHARED) > 0;
}

/** The locks that one process has on a file; `undefined` where it may not be looked at. */
async function locksOf(pid: number, { dev, ino }: Stats): Promise<string | undefined> {
  const files = await openFilesOf(pid);
  if (!files) return undefined;
  const tables: string[] = [];
  for (const { descriptor, file } of files) {
    if (!file.startsWith('/')) continue;
    const found = await look(`/proc/${pid}/fd/${descriptor}`, 'links').catch(() => undefined);
    if (found?.dev === dev && found.ino === ino)
      tables.push((await processFile(pid, `fdinfo/${descriptor}`)) ?? '');
  }
  return tables.join('\n');
}

/** Who else may write to an image that QEMU has open. */
interface ForeignWriter {
  /** Absent where it may not be looked at. */
  pid?: number;
  /** `allowed`: QEMU itself opened the image as one that others may write to (`share-rw`). */
  sharing: 'allowed' | 'not allowed';
}

/**
 * How often the locks are looked at before another process is blamed: the table, and QEMU's own locks, are read one after
 * the other while QEMU may change them, as it does at the end of a backup.
 */
const LOOKS = 3;

/**
 * Looks for another process that has locked an image for writing.
 * @param qemu QEMU's own process; without it, one lock is taken for its own
 * @returns `undefined` where there is none, or nothing can be told
 */
export async function foreignWriter(
  image: string,
  qemu: number | undefined,
): Promise<ForeignWriter | undefined> {
  const file = await look(image, 'links').catch(() => undefined);
  if (!file) return undefined;
  let own: string | undefined;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const all = count(await allLocks(), identityOf(file), WRITE, RESIZE);
    if (all === 0) return undefined;
    own = qemu === undefined ? undefined : await locksOf(qemu, file);
    if (all <= (own === undefined ? 2 : count(own, identityOf(file), WRITE, RESIZE))) return undefined;
  }
  const hasLocks = own !== undefined && count(own, identityOf(file), WRITE) > 0;
  const sharing =
    hasLocks && count(own ?? '', identityOf(file), UNSHARED_WRITE) === 0 ? 'allowed' : 'not allowed';
  return { ...(await writerOf(file, qemu)), sharing };
}

/** The process, other than QEMU, that has locked a file for writing, where one can be seen. */
async function writerOf(file: Stats, qemu: number | undefined): Promise<Pick<ForeignWriter, 'pid'>> {
  for (const pid of await processIds()) {
    if (pid === qemu) continue;
    const locks = await locksOf(pid, file);
    if (locks !== undefined && count(locks, identityOf(file), WRITE, RESIZE) > 0) return { pid };
  }
  return {};
}

/** A process, other than QEMU, that has a device open to write to it; `undefined` where none can be seen. */
export async function deviceWriter(device: Stats, qemu: number | undefined): Promise<number | undefined> {
  for (const pid of await processIds()) {
    if (pid === qemu || pid === process.pid) continue;
    for (const { descriptor, file } of (await openFilesOf(pid)) ?? []) {
      if (!file.startsWith('/dev/')) continue;
      const found = await look(`/proc/${pid}/fd/${descriptor}`, 'links').catch(() => undefined);
      if (!found?.isBlockDevice() || found.rdev !== device.rdev) continue;
      // The flags are octal, and their last two bits say read, write or both (open(2)).
      const flags = /^flags:\s*(\d+)/m.exec((await processFile(pid, `fdinfo/${descriptor}`)) ?? '')?.[1];
      if (Number.parseInt(flags ?? '0', 8) & 3) return pid;
    }
  }
  return undefined;
}
