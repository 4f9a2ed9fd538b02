import path from 'node:path';
import {
  formatBytes,
  verifyRuns,
  type Catalogue,
  type NamedImage,
  type VerifiedRun,
  type VerifyReport,
} from '../../engine';
import type { CatalogueOptions } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { interruptible } from '../interruptible';
import { findingAsJson } from '../output/findingAsJson';
import { describeUnreadable } from '../output/manifestWords';
import { missingLines } from '../output/missing';
import { workReporter } from '../output/workBar';
import { complain, say, sayJson } from '../output/write';
import { select } from '../select';
import type { Selection } from '../selection';

interface VerifyCommandOptions extends CatalogueOptions {
  json?: true;
}

const VERDICTS: Record<VerifiedRun['verdict'], string> = {
  sound: 'sound',
  unverified: 'not verified: not all of it can be read now',
  damaged: 'DAMAGED',
  'no-backup': 'no backup: it did not complete',
};

/** What cannot be verified, because nobody knows what it is, or where. */
function sayUnknown({ unreadable, missing, refused }: Selection, { json }: VerifyCommandOptions): void {
  if (!json) {
    complain(
      ...unreadable.map(describeUnreadable),
      ...missingLines(missing),
      ...refused.map(({ reason }) => reason),
    );
    return;
  }
  for (const one of missing) sayJson(findingAsJson(one));
  const finding = { event: 'finding', severity: 'error' };
  for (const { file, reason } of unreadable)
    sayJson({ ...finding, code: 'manifest-unreadable', file, message: reason });
  for (const { file, reason } of refused)
    sayJson({ ...finding, code: 'image-refused', file, message: reason });
}

/** Whether a run stands only for an image that no manifest tells of. */
const isMadeUp = (images: readonly NamedImage[]) => images.some(({ manifest }) => manifest === 'none');

/** The folders of the files that were looked at, where a run may have several copies. */
function copyOf({ run, disks: names }: VerifiedRun, { runs }: Catalogue): string[] {
  const found = runs.find((one) => one.run === run);
  if (found === undefined || found.manifests.length < 2) return [];
  const files = found.disks.filter(({ disk }) => names.includes(disk)).map(({ file }) => file);
  return [...new Set(files.map((file) => path.dirname(file)))];
}

/** What people call a run. One that was named by files is called by them; one that was made up, by nothing else. */
function titleOf(run: string, images: readonly NamedImage[], folders: readonly string[]): string {
  const files = images.map(({ file }) => file).join(', ');
  const disks = images.map(({ disk }) => disk).join(', ');
  if (images.length === 0) return folders.length === 0 ? run : `${run} in ${folders.join(', ')}`;
  return images.every(({ manifest }) => manifest === 'known') ? `${files} (${disks} of ${run})` : files;
}

function sayRuns(
  { runs }: VerifyReport,
  { catalogue, images }: Selection,
  { json }: VerifyCommandOptions,
): void {
  for (const verified of runs) {
    const { run, verdict, findings } = verified;
    const folders = copyOf(verified, catalogue);
    const own = images.get(run) ?? [];
    const isPlain = isMadeUp(own);
    if (json) {
      for (const one of findings) sayJson(findingAsJson(one));
      const files = own.length > 0 && { files: own.map(({ file }) => file) };
      sayJson({
        event: 'verified',
        ...(!isPlain && { run }),
        ...files,
        ...(folders.length > 0 && { folders }),
        verdict,
      });
    } else {
      const words = isPlain && verdict === 'sound' ? 'whole as an image' : VERDICTS[verdict];
      say(`${titleOf(run, own, folders)}: ${words}`);
      say(...findings.map(({ severity, message }) => `  ${severity}: ${message}`));
    }
  }
}

/** Whether all that was named can be relied on. A run that did not complete is no damage, but no backup either. */
function isSound({ named, unreadable, missing, refused }: Selection, { runs }: VerifyReport): boolean {
  const isWell = ({ run, verdict }: VerifiedRun) =>
    verdict === 'sound' || (verdict === 'no-backup' && !named.has(run));
  const isKnown = missing.every(({ severity }) => severity !== 'error');
  return isKnown && unreadable.length === 0 && refused.length === 0 && runs.every(isWell);
}

/** `verify RUN|DIR|IMAGE...`: that backups are as they were written and can be restored. */
export async function verify(what: string[], options: VerifyCommandOptions): Promise<ExitStatus> {
  return interruptible('Interrupted; nothing was changed.', async (signal) => {
    const { selections, empty } = await select(what, options, signal);
    let status: ExitStatus = empty.length === 0 ? ExitStatus.ok : ExitStatus.refused;
    let bytes = 0;
    for (const selection of selections) {
      using reporter = workReporter(options);
      const ids = selection.runs.map(({ run }) => run);
      const disks = [...selection.images].map(
        ([run, own]) => [run, new Set(own.map(({ disk }) => disk))] as const,
      );
      const report = await verifyRuns(selection.catalogue, ids, {
        disks: new Map(disks),
        signal,
        onProgress: ({ run, disk, file, current, total }) =>
          reporter.progress({
            ...(isMadeUp(selection.images.get(run) ?? [])
              ? { what: file, about: { file } }
              : { what: `${disk} of ${run}`, about: { run, disk, file } }),
            current,
            total,
          }),
      });
      reporter[Symbol.dispose]();
      sayUnknown(selection, options);
      sayRuns(report, selection, options);
      bytes += report.bytes;
      if (!isSound(selection, report)) status = ExitStatus.refused;
    }
    complain(...empty.map((folder) => `${folder}: no backup is here`));
    if (options.json) sayJson({ event: 'finished', bytes });
    else say(`${formatBytes(bytes)} read.`);
    return status;
  });
}
