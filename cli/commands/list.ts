import { chainsOf, type CatalogueRun } from '../../engine';
import { describeUnreadable, openCatalogue, openFolders } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { chainLines } from '../output/runLines';
import { complain, say, sayJson } from '../output/write';

/** A run as programs are told of it: its manifest, without the document, and where its files are. */
export function runAsJson({ manifest, disks, manifests }: CatalogueRun): object {
  const { format: _, version: __, definition: ___, ...rest } = manifest;
  return {
    ...rest,
    disks: disks.map(({ itself: ____, claims: _____, ...disk }) => disk),
    manifests: manifests.map(({ file, state }) => ({ file, state })),
  };
}

/** `list [DIR...]`: the backups that the manifests in folders tell of, as chains. */
export async function list(folders: string[], options: { json?: true }): Promise<ExitStatus> {
  const catalogue = folders.length === 0 ? await openCatalogue({}) : await openFolders(folders);
  complain(...catalogue.unreadable.map(describeUnreadable));
  if (options.json) for (const run of catalogue.runs) sayJson(runAsJson(run));
  else if (catalogue.runs.length === 0) say('No manifest of a backup is here.');
  else say(...chainLines(chainsOf(catalogue)));
  return ExitStatus.ok;
}
