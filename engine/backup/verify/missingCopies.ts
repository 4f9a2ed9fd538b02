import path from 'node:path';
import type { Catalogue, CatalogueRun, ManifestCopy } from '../catalogue/catalogue';
import { inItsFolder, look } from '../host/files';
import type { ManifestDisk } from '../manifest/manifest';
import { targetPath } from '../manifest/targetPaths';
import { ofRun, told } from '../names/told';
import type { VerifyFinding } from './finding';

/** The target that lies beside a copy of its manifest, if it does. */
function fileBeside({ file }: ManifestCopy, { target, type, outcome }: ManifestDisk): string | undefined {
  const isBeside = type === 'file' && outcome === 'completed' && path.basename(target) === target;
  return isBeside ? targetPath(file, target) : undefined;
}

/** Whether a file is the one of its run that is looked at. */
async function isMeant(file: string, disk: string, { disks }: CatalogueRun): Promise<boolean> {
  const itself = await inItsFolder(file);
  return disks.some((one) => one.disk === disk && one.itself === itself);
}

/**
 * What second copies of backups lack: of each run the copies are read together, and where one of them has a target,
 * nobody would miss it in the others.
 * @param isInside whether a path is in the folders whose copies are meant
 */
export async function missingCopies(
  { runs }: Catalogue,
  isInside: (file: string) => boolean,
): Promise<VerifyFinding[]> {
  const findings: VerifyFinding[] = [];
  for (const run of runs)
    for (const copy of run.manifests.filter(({ file }) => isInside(file)))
      for (const disk of copy.manifest.disks) {
        const file = fileBeside(copy, disk);
        if (file === undefined || (await isMeant(file, disk.disk, run))) continue;
        // What may not be looked at may be there; reading it tells.
        if ((await look(file, 'links').catch(() => 'unseen')) !== undefined) continue;
        const folder = path.dirname(copy.file);
        const text = told`Disk "${disk.disk}"${ofRun(run.run)}: "${file}" is missing, so the copy of the backup in "${folder}" is not whole.`;
        const about = { run: run.run, disk: disk.disk, file };
        findings.push({ severity: 'error', code: 'target-missing', ...about, ...text });
      }
  return findings;
}
