import { stat } from 'node:fs/promises';
import type { Catalogue } from '../catalogue/catalogue';
import type { Link } from '../catalogue/diskChain';
import { laterText, overwriterOf } from '../catalogue/overwriter';
import { digestFile, type Digest } from '../images/digest';
import type { ChainImage } from '../images/imageChain';
import { mention, ofRun, told, type Told } from '../names/told';
import { isDenied, reasonOf } from '../records/reasonOf';
import { checkImage, type CheckedImage } from './checkImage';
import type { VerifyCode, VerifyFinding } from './finding';

/** A disk's target as an image of a chain. */
export function imageOf({ disk: { file, format, type, virtualSize } }: Link): ChainImage {
  return { file, format, type, virtualSize };
}

/** What became of a check of one target. */
export interface CheckedTarget {
  findings: VerifyFinding[];
  /** Where it was read. */
  digest?: Digest;
}

/** Makes findings about one target. The run of an image that no manifest tells of is made up, and not named. */
function teller({ run: { run, manifests }, disk: { disk, file } }: Link) {
  return (severity: VerifyFinding['severity'], code: VerifyCode, what: string | Told): VerifyFinding =>
    manifests.length === 0
      ? { severity, code, file, ...told`${what}.` }
      : { severity, code, run, disk, file, ...told`Disk "${disk}"${ofRun(run)}: ${what}.` };
}

/** The other target, if any, whose content this is. */
function ownerOf({ run, disk }: Link, { sha256 }: Digest, { runs }: Catalogue): Told | undefined {
  for (const other of runs) {
    const owner = other.disks.find((candidate) => candidate.sha256 === sha256);
    if (owner && !(other.run === run.run && owner.disk === disk.disk))
      return told`disk "${owner.disk}"${ofRun(other.run)}`;
  }
  return undefined;
}

/** Whether the first bytes of a target are all that was backed up. */
async function beginsAsWritten(
  { disk: { file, size, sha256 } }: Link,
  signal?: AbortSignal,
): Promise<boolean> {
  if (size === undefined || sha256 === undefined) return true;
  return (await digestFile(file, { length: size, signal })).sha256 === sha256;
}

/** What a target was read as. */
interface ReadTarget {
  digest: Digest;
  image: CheckedImage;
}

/** What is said of a target that is not as its manifest says; `undefined` where it is. */
async function compare(
  link: Link,
  { digest, image }: ReadTarget,
  catalogue: Catalogue,
  signal?: AbortSignal,
): Promise<VerifyFinding | undefined> {
  const { length: size } = digest;
  const { file, format, size: wanted = size, sha256 } = link.disk;
  const tell = teller(link);
  const foreign = image.mark?.run === link.run.run ? undefined : image.mark;
  const isSame = size === wanted && (sha256 === undefined || digest.sha256 === sha256);
  if (isSame && !foreign) return undefined;
  const later = overwriterOf(link, catalogue);
  if (later) return tell('error', 'target-overwritten', told`"${file}" ${laterText(link.disk, later)}`);
  const owner = ownerOf(link, digest, catalogue);
  if (owner !== undefined)
    return tell('error', 'target-swapped', told`"${file}" is not its backup, but that of ${owner}`);
  if (foreign)
    return tell(
      'error',
      'target-swapped',
      told`"${file}" is not its backup, but an increment that ${mention(foreign.run)} has made`,
    );
  const lengths = `"${file}" has ${size} bytes, and had ${wanted}`;
  const codes = image.findings.map(({ code }) => code);
  const isWhole = format === 'qcow2' && !codes.includes('image-damaged') && !codes.includes('target-in-use');
  // An image that lacks its end is not whole, and none gets another disk's size by being cut short or written to.
  if (isWhole && (size < wanted || codes.includes('image-other-size')))
    return tell(
      'error',
      'target-swapped',
      `"${file}" is another image than its backup, whole in itself: it has ${size} bytes, and the backup had ${wanted}`,
    );
  if (size < wanted) {
    const other = format === 'raw' ? ', or is another file' : '';
    return tell('error', 'target-truncated', `it was cut short${other}: ${lengths}`);
  }
  if (size > wanted && (await beginsAsWritten(link, signal)))
    return tell('error', 'target-longer', `it has grown: ${lengths}`);
  if (size > wanted)
    return tell('error', 'target-changed', `it was written to, or is another file: ${lengths}`);
  return tell(
    'error',
    'target-changed',
    `"${file}" is no longer what was backed up: its SHA-256 is not that of the manifest`,
  );
}

/** How many bytes of a target a check reads. */
export async function bytesToCheck({ disk }: Link): Promise<number> {
  if (disk.type === 'block') return disk.size ?? 0;
  return stat(disk.file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** What is said where a target is there and was not read. */
const unread = (error: unknown): VerifyCode => (isDenied(error) ? 'target-denied' : 'target-unreadable');

/** How a target is checked. */
interface CheckOptions {
  signal?: AbortSignal;
  /** Told the number of bytes since it was told last. */
  onBytes?: (bytes: number) => void;
}

/**
 * Checks one target against its manifest: that it is there, as long as it was, the same to the last bit, and an image
 * that is whole in itself. Changes nothing.
 * @throws {BackupError} where qemu-img is not installed
 * @throws the signal's reason
 */
export async function checkTarget(
  link: Link,
  catalogue: Catalogue,
  { signal, onBytes }: CheckOptions,
): Promise<CheckedTarget> {
  const { disk } = link;
  const tell = teller(link);
  const found = await stat(disk.file).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const isGone = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    const finding = isGone
      ? tell('error', 'target-missing', `"${disk.file}" is missing`)
      : tell('error', unread(found), `"${disk.file}" cannot be looked at: ${reasonOf(found)}`);
    return { findings: [finding] };
  }
  if (disk.type === 'file' ? !found.isFile() : !found.isBlockDevice()) {
    const kind = disk.type === 'file' ? 'file' : 'block device';
    return { findings: [tell('error', 'target-missing', `"${disk.file}" is no ${kind} any more`)] };
  }
  try {
    const length = disk.type === 'block' ? { length: disk.size ?? 0 } : {};
    const [digest, image] = await Promise.all([
      digestFile(disk.file, { ...length, signal, onBytes }),
      checkImage(imageOf(link), signal),
    ]);
    const differs = await compare(link, { digest, image }, catalogue, signal);
    return {
      findings: [
        ...(differs ? [differs] : []),
        ...image.findings.map(({ severity, code, clause }) =>
          tell(severity, code, `"${disk.file}" ${clause}`),
        ),
      ],
      digest,
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is neither the file system's word nor about this file is for the caller.
    if (signal?.aborted || code === undefined) throw error;
    const message = `"${disk.file}" cannot be read: ${reasonOf(error)}`;
    return { findings: [tell('error', unread(error), message)] };
  }
}
