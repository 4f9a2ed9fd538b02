import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { BackupError } from '../errors';
import { qemuImg } from '../images/qemuImg';
import { MANIFEST_VERSION } from '../manifest/manifest';
import { manifestName } from '../manifest/manifestFile';
import { parseIncrementMark, type IncrementMark } from '../names/incrementMark';
import { newRunId, type RunId } from '../names/runId';
import { parseUnfinishedMark } from '../names/unfinishedMark';
import type { CatalogueRun } from './catalogue';

/** How every qcow2 image begins (QEMU's "Qcow2 Image File Format"). */
const MAGIC = Buffer.from('QFI\u00fb', 'latin1');

/** Whether a file is a qcow2 image. */
export async function isQcow2(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return bytesRead === MAGIC.length && buffer.equals(MAGIC);
  } finally {
    await handle.close();
  }
}

const information = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    'virtual-size': v.number(),
    'backing-filename': v.optional(v.string()),
    'full-backing-filename': v.optional(v.string()),
    'format-specific': v.optional(
      v.object({
        data: v.optional(
          v.object({
            bitmaps: v.optional(v.array(v.object({ name: v.string() })), []),
            'data-file': v.optional(v.string()),
          }),
        ),
      }),
    ),
  }),
);

type Information = v.InferOutput<typeof information>;

/** The first mark of a kind among an image's bitmaps, by whose names it is known. */
function markIn<T>(read: Information, parse: (name: string) => T | undefined): T | undefined {
  const bitmaps = read['format-specific']?.data?.bitmaps ?? [];
  return bitmaps.map(({ name }) => parse(name)).find((one) => one !== undefined);
}

async function informationOf(file: string, signal?: AbortSignal): Promise<Information> {
  // -U: another program may be writing to it.
  const answer = await qemuImg(['info', '-U', '-f', 'qcow2', '--output=json', file], { signal });
  const read = v.safeParse(information, answer.stdout);
  if (!read.success) throw new BackupError(`"${file}" cannot be read: ${answer.complaint}.`);
  return read.output;
}

/** What an image says of others. */
interface ImageLinks {
  /** What it is an increment of; absent for one that is none. */
  mark?: IncrementMark;
  /** The run that writes it, or has left it unfinished; absent where no mark says so. */
  unfinished?: RunId;
  /** The path of its backing file, as QEMU finds it from where the image is, or a name with `json:`. */
  backing?: string;
}

/**
 * What an image, which may be written to at this moment, says of others; nothing for one that is not qcow2.
 * @throws {BackupError} where it cannot be read, or qemu-img is not installed
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function readLinks(file: string, signal?: AbortSignal): Promise<ImageLinks> {
  if (!(await isQcow2(file))) return {};
  const read = await informationOf(file, signal);
  const mark = markIn(read, parseIncrementMark);
  const unfinished = markIn(read, parseUnfinishedMark);
  const backing = read['full-backing-filename'] ?? read['backing-filename'];
  return {
    ...(mark && { mark }),
    ...(unfinished !== undefined && { unfinished }),
    ...(backing !== undefined && { backing }),
  };
}

/**
 * Whether an image says itself that a run writes it, or has left it unfinished.
 * @throws {BackupError} where it cannot be read, or qemu-img is not installed
 * @throws {Error} of the file system
 */
export async function isUnfinished(file: string): Promise<boolean> {
  return (await readLinks(file)).unfinished !== undefined;
}

/** Why an image is no whole backup, as far as it tells itself; a sentence. */
function whyNotWhole(file: string, read: Information): string | undefined {
  const backing = read['backing-filename'];
  if (backing !== undefined)
    return (
      `"${file}" has no manifest, and is no whole backup: it names "${backing}" as its backing file. ` +
      'Whoever made it puts it together with that, or qemu-img convert does.'
    );
  const outside = read['format-specific']?.data?.['data-file'];
  if (outside !== undefined)
    return `"${file}" has no manifest, and is no whole backup: its data is in another file, "${outside}".`;
  const unfinished = markIn(read, parseUnfinishedMark);
  if (unfinished !== undefined)
    return (
      `"${file}" is no backup: run ${unfinished} writes it, or has left it unfinished, as a mark in it says; ` +
      'where that run is over, remove the file.'
    );
  const mark = markIn(read, parseIncrementMark);
  if (mark === undefined) return undefined;
  const { run, parent } = mark;
  return (
    `"${file}" is an increment, made by run ${run} on top of run ${parent}, and of no use alone; ` +
    `put it, by its name, beside its manifest "${manifestName(run)}", or restore that run.`
  );
}

/** What is said of an image that nothing tells of, whatever becomes of it; a sentence. */
export function withoutManifest(file: string): string {
  return (
    `"${file}" has no manifest, so nobody can tell whether it is a whole backup (an ` +
    'increment would leave holes in the disk), nor whether its data is what was backed up.'
  );
}

/**
 * A whole qcow2 image that another program has made, such as libvirt's `virsh backup-begin`, as a run of its own: it has
 * no manifest, and so neither digests nor a chain.
 * @throws {BackupError} where it is none
 * @throws {Error} of the file system
 */
export async function plainImage(given: string, signal?: AbortSignal): Promise<CatalogueRun> {
  const file = path.resolve(given);
  if (!(await isQcow2(file)))
    throw new BackupError(
      `"${file}" has no manifest, and is no qcow2 image; a raw image is the disk itself, and is copied like any file.`,
    );
  const read = await informationOf(file, signal);
  const { 'virtual-size': virtualSize } = read;
  const reason = whyNotWhole(file, read);
  if (reason !== undefined) throw new BackupError(reason);
  const { size, mtimeMs } = await stat(file);
  const time = new Date(mtimeMs).toISOString();
  const disk = {
    disk: path.basename(file).replace(/\.qcow2$/, ''),
    virtualSize,
    type: 'file',
    format: 'qcow2',
    target: path.basename(file),
    bytesCopied: 0,
    size,
    outcome: 'completed',
  } as const;
  const run = newRunId(mtimeMs);
  const manifest = {
    format: 'domainbackup-manifest',
    version: MANIFEST_VERSION,
    run,
    name: path.basename(file),
    machine: { qemu: 'unknown' },
    definition: '',
    startedAt: time,
    endedAt: time,
    mode: 'full',
    outcome: 'completed',
    disks: [disk],
  } as const;
  return {
    run,
    manifest: { ...manifest, disks: [...manifest.disks] },
    disks: [{ ...disk, file, found: 'named', itself: file, claims: [file] }],
    manifests: [],
    place: 'here',
  };
}
