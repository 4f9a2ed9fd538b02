import { errorText } from '../../errorText';
import type { CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { withoutManifest } from '../catalogue/plainImage';
import type { Digest } from '../images/digest';
import { addDigests } from '../manifest/seal';
import type { VerifyFinding } from './finding';

/**
 * Writes digests that a run had none of into its manifest, now that its targets were read and nothing is wrong with
 * them.
 * @param digests by the disk's name
 */
export async function sealSound(
  { run, disks, manifests }: CatalogueRun,
  digests: ReadonlyMap<string, Digest>,
): Promise<VerifyFinding[]> {
  const missing = disks.filter(({ disk, sha256 }) => sha256 === undefined && digests.has(disk));
  if (missing.length === 0) return [];
  const tell = (message: (disk: CatalogueDisk) => string) =>
    missing.map((disk): VerifyFinding => {
      const about = { run, disk: disk.disk, file: disk.file };
      return { severity: 'warning', code: 'digest-missing', ...about, message: message(disk) };
    });
  if (manifests.length === 0) return tell(({ file }) => withoutManifest(file));
  const files = manifests.map(({ file }) => file);
  const kept = await addDigests(files, digests).then(
    () => 'it is recorded now',
    (error: unknown) => `it cannot be recorded: ${errorText(error)}`,
  );
  return tell(
    ({ disk }) =>
      `Disk "${disk}" of run ${run}: its digest was not recorded when it was made, so nobody can tell whether its data has changed since; ${kept}.`,
  );
}
