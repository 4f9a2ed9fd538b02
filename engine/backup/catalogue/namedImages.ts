import { stat } from 'node:fs/promises';
import path from 'node:path';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';
import { told } from '../names/told';
import type { RunRecord } from '../records/runRecord';
import type { VerifyFinding } from '../verify/finding';
import type { Catalogue, CatalogueRun } from './catalogue';
import { wrote } from './overwriter';
import { plainImage } from './plainImage';
import { readCatalogue } from './readCatalogue';
import { whyLeft } from './whyLeft';

/** An image file that somebody has named, as a disk of a run. */
export interface NamedImage {
  /** Its absolute path. */
  file: string;
  run: RunId;
  /** The disk's name in that run. */
  disk: string;
  /**
   * - `known`: a manifest says what it is
   * - `none`: it is taken for a whole backup, because nothing says that it is not; the run is made up
   */
  manifest: 'known' | 'none';
}

/** What is known of image files. */
export interface NamedImages {
  /** All that is known for their sake; what was made up for those without a manifest is in it. */
  catalogue: Catalogue;
  images: NamedImage[];
  /** Those that nothing can be done with, and why, in a sentence. */
  refused: { file: string; reason: string }[];
  /** What speaks against those that something is done with all the same. */
  doubts: VerifyFinding[];
}

/** Where manifests are looked for besides the images' own folder. */
interface NamedImagesOptions {
  /** Folders, which are looked into with what is below them. */
  folders?: readonly string[];
  /** Folders alone; one that is not there has none. */
  alone?: readonly string[];
  /** The records of runs: what those write, or have left, that did not complete is no backup. */
  records?: readonly RunRecord[];
  signal?: AbortSignal;
}

/** The run that wrote a file last, and the disk that it is of. */
async function ownerOf(file: string, { runs }: Catalogue): Promise<NamedImage | undefined> {
  const wanted = await stat(file);
  const owners: { run: CatalogueRun; disk: string }[] = [];
  for (const run of runs)
    for (const { file: target, disk } of run.disks.filter(wrote)) {
      // A file has many names: links lead to it, and folders are linked to.
      const found = await stat(target).catch(() => undefined);
      if (found?.ino === wanted.ino && found.dev === wanted.dev) owners.push({ run, disk });
    }
  const owner = owners.find(({ run }) => run.manifest.outcome === 'completed') ?? owners[0];
  return owner && { file, run: owner.run.run, disk: owner.disk, manifest: 'known' };
}

/** Makes sure that a device is not taken for a backup whose length only its manifest can tell. */
async function checkDevice(file: string): Promise<void> {
  if (!(await stat(file)).isBlockDevice()) return;
  throw new BackupError(
    `"${file}" is a block device, and no manifest that is known here tells of a backup on it; ` +
      'say where the manifest is (--catalog DIR).',
  );
}

/** Makes sure that a damaged manifest does not turn an increment into a whole backup. */
function checkUnreadable(file: string, { unreadable }: Catalogue): void {
  const folder = path.dirname(file);
  const beside = unreadable.find((one) => one.file === folder || path.dirname(one.file) === folder);
  if (beside)
    throw new BackupError(
      `No manifest tells what "${file}" is, and "${beside.file}" cannot be read: ` +
        `${beside.reason}. It may be an increment, of no use alone; ` +
        'move it to a folder of its own if you know it for a whole backup.',
    );
}

/**
 * What image files in one folder are. A manifest that names one, in the same folder or where else backups are known,
 * says what it is and what it builds on; one that no manifest names is taken for a whole backup, unless it says itself
 * that it is none, or its name or a record says that it was left behind.
 * @throws {Error} where a folder or a file cannot be read
 * @throws the signal's reason
 */
export async function namedImages(
  folder: string,
  files: readonly string[],
  { folders = [], alone = [], records = [], signal }: NamedImagesOptions = {},
): Promise<NamedImages> {
  const near = path.resolve(folder);
  const catalogue = await readCatalogue(folders, { alone: [near, ...alone], near, signal });
  const images: NamedImage[] = [];
  const refused: NamedImages['refused'] = [];
  const doubts: NamedImages['doubts'] = [];
  const made: CatalogueRun[] = [];
  for (const file of files.map((one) => path.resolve(one))) {
    const owner = await ownerOf(file, catalogue);
    if (owner) {
      images.push(owner);
      continue;
    }
    const left = await whyLeft(file, { runs: catalogue.runs, records });
    if (left?.kind === 'refused') {
      refused.push({ file, reason: left.why });
      continue;
    }
    try {
      await checkDevice(file);
      checkUnreadable(file, catalogue);
      let plain = await plainImage(file, signal);
      // Its run's id is made up of its time, which several files may share.
      while (made.some(({ run }) => run === plain.run)) plain = await plainImage(file, signal);
      made.push(plain);
      if (left) doubts.push({ severity: 'warning', code: 'image-doubtful', file, ...told`${left.why}` });
      images.push(
        ...plain.disks.map(({ disk }): NamedImage => ({ file, run: plain.run, disk, manifest: 'none' })),
      );
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      refused.push({ file, reason: error.message });
    }
  }
  return { catalogue: { ...catalogue, runs: [...catalogue.runs, ...made] }, images, refused, doubts };
}
