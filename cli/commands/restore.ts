import path from 'node:path';
import {
  damageText,
  replacedText,
  RestoreError,
  restoreRun,
  withoutManifest,
  type Catalogue,
  type LostDisk,
  type ReplacedFile,
  type RestoredDisk,
} from '../../engine';
import { checkFolder, findRun, openCatalogue, whatIsNamed, type CatalogueOptions } from '../catalogue';
import { ExitStatus, Failure } from '../exitStatus';
import { interruptible } from '../interruptible';
import { findingAsJson } from '../output/findingAsJson';
import { shellWord } from '../output/shellWord';
import { workReporter } from '../output/workBar';
import { complain, say, sayJson } from '../output/write';
import { selectImages } from '../selectImages';

interface RestoreCommandOptions extends CatalogueOptions {
  to: string;
  disk?: string[];
  format: 'qcow2' | 'raw';
  acceptDamage?: true;
  json?: true;
}

/** What the restored disk is worth. */
function worth({ digests, damage = [] }: RestoredDisk): string {
  switch (digests) {
    case 'checked':
      return 'compared, and the same';
    case 'checked-late':
      return (
        'compared, and the same; some digests were made only at ' +
        'a later verification, so damage before that is not seen'
      );
    case 'unchecked':
      return (
        'compared, and the same; not all digests of the backup are recorded, ' +
        'so nobody can tell whether that is as it was written'
      );
    case 'damaged':
      return `compared, and the same as its backup, which is damaged: ${damage.map((one) => damageText(one).message).join('; ')}`;
  }
}

function describe(restored: RestoredDisk, plain: string | undefined): string {
  const { disk, file, from } = restored;
  // Its run is made up, and what it is worth was said before.
  if (plain !== undefined) return `${disk}: ${file}, from the image "${plain}"; compared, and the same.`;
  const chain = from.length === 1 ? `from run ${from[0]}` : `from the runs ${from.join(', ')}`;
  return `${disk}: ${file}, ${chain}; ${worth(restored)}.`;
}

/** What is to be restored, and from what. */
interface Wanted {
  catalogue: Catalogue;
  run: string;
  disks?: readonly string[];
  /** The image that no manifest tells of; absent for any other. */
  plain?: string;
}

/** A run as a whole, or the disks of it that were named. */
async function selectRun(id: string, options: RestoreCommandOptions, signal: AbortSignal): Promise<Wanted> {
  const catalogue = await openCatalogue(options, signal);
  return { catalogue, run: findRun(catalogue, id).run, ...(options.disk && { disks: options.disk }) };
}

/** The disk that an image is the backup of. */
async function selectImage(
  file: string,
  options: RestoreCommandOptions,
  signal: AbortSignal,
): Promise<Wanted> {
  if (options.disk)
    throw new Failure(
      ExitStatus.usage,
      `${file}: an image is that of one disk; leave --disk out, or name the run`,
    );
  const { catalogue, images, refused, missing } = await selectImages(
    path.dirname(path.resolve(file)),
    [file],
    options,
    signal,
  );
  const [image] = [...images.values()].flat();
  if (!image) throw new Failure(ExitStatus.refused, refused.map(({ reason }) => reason).join('\n'));
  if (image.manifest === 'none') {
    const message = withoutManifest(image.file);
    if (options.json)
      sayJson({ event: 'finding', severity: 'warning', code: 'manifest-missing', file: image.file, message });
    else complain(`warning: ${message}`);
    for (const doubt of missing)
      if (options.json) sayJson(findingAsJson(doubt));
      else complain(`warning: ${doubt.message}`);
  }
  const { run, disk, manifest } = image;
  return { catalogue, run, disks: [disk], ...(manifest === 'none' && { plain: image.file }) };
}

/** @throws {Failure} where there is no backup of that name */
async function find(name: string, options: RestoreCommandOptions, signal: AbortSignal): Promise<Wanted> {
  switch (await whatIsNamed(name)) {
    case 'run':
      return selectRun(name, options, signal);
    case 'file':
      return selectImage(name, options, signal);
    case 'folder':
      throw new Failure(
        ExitStatus.usage,
        `${name}: is a folder; name one of its runs or images (see: domainbackup list ${shellWord(name)})`,
      );
  }
}

/** What a killed restore has left. It is not removed: nobody has asked for that. */
function sayLeft(file: string, { json }: RestoreCommandOptions): void {
  const message = `A restore that was killed has left "${file}", half-written; remove it: rm ${shellWord(file)}`;
  if (json) sayJson({ event: 'finding', severity: 'warning', code: 'restore-left', file, message });
  else complain(`warning: ${message}`);
}

/** That a copy was read in place of a file. The disk is what was backed up; the backup has lost one of its copies. */
function sayReplaced(replaced: ReplacedFile, { json }: RestoreCommandOptions): void {
  const { run, disk, file } = replaced;
  const { message } = replacedText(replaced);
  if (json) sayJson({ event: 'finding', severity: 'warning', code: 'copy-read', run, disk, file, message });
  else complain(`warning: ${message}`);
}

/** `restore RUN|IMAGE --to DIR`: the disks as they were at a run's point in time, in new files. */
export async function restore(name: string, options: RestoreCommandOptions): Promise<ExitStatus> {
  const { to, format, acceptDamage } = options;
  const kept: string[] = [];
  const lost: LostDisk[] = [];
  const rest = () => (kept.length === 0 ? '' : ` Restored before, and whole: ${kept.join(', ')}.`);
  const words = () => `Interrupted; the disk that was being restored was removed.${rest()}`;
  return interruptible(words, async (signal) => {
    await checkFolder(to, 'write');
    const { catalogue, run, disks, plain } = await find(name, options, signal);
    using reporter = workReporter(options);
    try {
      const restored = await restoreRun(catalogue, run, {
        to,
        ...(disks && { disks }),
        format,
        damage: acceptDamage ? 'accept' : 'refuse',
        signal,
        onRestored: (one) => void kept.push(one.file),
        onLost: (one) => void lost.push(one),
        onLeft: (left) => sayLeft(left, options),
        onProgress: ({ disk, phase, current, total }) =>
          reporter.progress({ what: `${phase} ${disk}`, about: { run, disk, phase }, current, total }),
      });
      reporter[Symbol.dispose]();
      for (const one of restored.flatMap(({ replaced = [] }) => replaced)) sayReplaced(one, options);
      if (options.json)
        sayJson({ event: 'finished', run, disks: restored, ...(lost.length > 0 && { lost }) });
      else {
        say(...restored.map((one) => describe(one, plain)));
        complain(...lost.map(({ disk, reason }) => `${disk}: not restored: ${reason}`));
      }
      if (lost.some(({ reached }) => reached === 'failed')) return ExitStatus.failed;
      const isDamaged = lost.length > 0 || restored.some(({ digests }) => digests === 'damaged');
      return isDamaged ? ExitStatus.damaged : ExitStatus.ok;
    } catch (error) {
      if (!(error instanceof RestoreError)) throw error;
      const status = error.reached === 'refused' ? ExitStatus.refused : ExitStatus.failed;
      throw new Failure(status, `${error.message}${rest()}`, { cause: error });
    }
  });
}
