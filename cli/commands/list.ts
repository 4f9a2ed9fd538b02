import {
  byId,
  chainsOf,
  isUnfinished,
  lackOf,
  strayImages,
  withParents,
  youngerParent,
  type Catalogue,
  type CatalogueRun,
  type Lack,
  type StrayImages,
} from '../../engine';
import { openCatalogue, openFolders } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { describeUnreadable, noManifest } from '../output/manifestWords';
import { chainLines } from '../output/runLines';
import { complain, say, sayJson } from '../output/write';
import { runRecords } from '../records';

/**
 * A run as programs are told of it: its manifest, without the document, and where its files are.
 * @param lack why it cannot be restored, as far as a look at its files tells
 */
export function runAsJson({ manifest, disks, manifests }: CatalogueRun, lack: Lack | undefined): object {
  const { format: _, version: __, definition: ___, ...rest } = manifest;
  return {
    ...rest,
    disks: disks.map(({ itself: ____, claims: _____, ...disk }) => disk),
    manifests: manifests.map(({ file, state }) => ({ file, state })),
    ...(lack && { lack }),
  };
}

/** The images in folders that are not those of backups which are known. */
async function imagesAlone(
  folders: readonly string[],
  { runs }: Catalogue,
): Promise<Pick<StrayImages, 'files' | 'left'>> {
  const files = new Set<string>();
  const left = new Set<string>();
  const { records } = await runRecords().list();
  for (const folder of folders) {
    const found = await strayImages(folder, { runs, records });
    // Of an image that cannot be read, verify tells more.
    for (const file of found.files) ((await isUnfinished(file).catch(() => false)) ? left : files).add(file);
    for (const file of found.left) left.add(file);
  }
  return { files: [...files], left: [...left] };
}

/** What is known of the backups in folders; by default, of all that were started here. */
async function lookAt(folders: readonly string[]): Promise<{ catalogue: Catalogue; shown: Catalogue }> {
  if (folders.length > 0) {
    const found = await openFolders(folders, {});
    return { catalogue: found.catalogue, shown: withParents(found) };
  }
  const catalogue = await openCatalogue({});
  return { catalogue, shown: catalogue };
}

/** `list [DIR...]`: the backups in folders, as chains, and whether their files are there. */
export async function list(folders: string[], options: { json?: true }): Promise<ExitStatus> {
  const { catalogue, shown } = await lookAt(folders);
  const lacks = new Map<CatalogueRun, Lack>();
  for (const run of shown.runs.filter(({ manifest }) => manifest.outcome === 'completed')) {
    const lack = await lackOf(catalogue, run);
    if (lack) lacks.set(run, lack);
  }
  complain(...shown.unreadable.map(describeUnreadable));
  const { files, left } = await imagesAlone(folders, catalogue);
  if (options.json) {
    const known = byId(shown.runs);
    for (const run of shown.runs) {
      const younger = youngerParent(known, run)?.run;
      sayJson({ ...runAsJson(run, lacks.get(run)), youngerParent: younger });
    }
    for (const file of files) sayJson({ file, manifest: 'none' });
    for (const file of left) sayJson({ file, backup: 'none' });
  } else {
    if (shown.runs.length === 0) say(`${noManifest(shown)}.`);
    else say(...chainLines(chainsOf(shown), lacks));
    if (files.length > 0)
      say(
        'Images that no manifest here tells of (domainbackup verify FILE; domainbackup restore FILE --to DIR):',
        ...files.map((file) => `  ${file}`),
      );
    if (left.length > 0)
      say('What runs that did not complete have left, and is no backup:', ...left.map((file) => `  ${file}`));
  }
  return ExitStatus.ok;
}
