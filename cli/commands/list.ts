import { chainsOf, lackOf, strayImages, type Catalogue, type CatalogueRun, type Lack } from '../../engine';
import { openCatalogue, openFolders } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { describeUnreadable, noManifest } from '../output/manifestWords';
import { chainLines } from '../output/runLines';
import { complain, say, sayJson } from '../output/write';

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

/** The images in folders that no manifest there tells of, such as those of another program. */
async function imagesAlone(folders: readonly string[], { runs }: Catalogue): Promise<string[]> {
  const files = new Set<string>();
  for (const folder of folders) for (const file of (await strayImages(folder, runs)).files) files.add(file);
  return [...files];
}

/** `list [DIR...]`: the backups that the manifests in folders tell of, as chains, and whether their files are there. */
export async function list(folders: string[], options: { json?: true }): Promise<ExitStatus> {
  const catalogue = folders.length === 0 ? await openCatalogue({}) : await openFolders(folders);
  const lacks = new Map<CatalogueRun, Lack>();
  for (const run of catalogue.runs.filter(({ manifest }) => manifest.outcome === 'completed')) {
    const lack = await lackOf(catalogue, run);
    if (lack) lacks.set(run, lack);
  }
  complain(...catalogue.unreadable.map(describeUnreadable));
  const alone = await imagesAlone(folders, catalogue);
  if (options.json) {
    for (const run of catalogue.runs) sayJson(runAsJson(run, lacks.get(run)));
    for (const file of alone) sayJson({ file, manifest: 'none' });
  } else {
    if (catalogue.runs.length === 0) say(`${noManifest(catalogue)}.`);
    else say(...chainLines(chainsOf(catalogue), lacks));
    if (alone.length > 0)
      say(
        'Images that no manifest here tells of (domainbackup verify FILE; domainbackup restore FILE --to DIR):',
        ...alone.map((file) => `  ${file}`),
      );
  }
  return ExitStatus.ok;
}
