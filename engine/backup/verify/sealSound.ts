import type { CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { withoutManifest } from '../catalogue/plainImage';
import type { Digest } from '../images/digest';
import { addDigests } from '../manifest/seal';
import { mention, ofRun, told, type Told } from '../names/told';
import type { VerifyFinding } from './finding';
import { reasonOf } from '../records/reasonOf';

const isNamed = (disks: readonly CatalogueDisk[], name: string) =>
  disks.some(({ disk, found }) => disk === name && found === 'named');

/**
 * What is said of digests that an earlier verification has made: they speak for the time since then alone.
 * @param digests of the targets that were read and are as they were then, by the disk's name
 */
export function lateDigests(
  { run, disks, manifests }: CatalogueRun,
  digests: ReadonlyMap<string, Digest>,
): VerifyFinding[] {
  const late = disks.filter(({ disk, digested }) => digested?.by === 'verification' && digests.has(disk));
  const [at] = late.flatMap(({ digested }) => digested?.at ?? []).toSorted();
  if (at === undefined) return [];
  const names = late.map(({ disk }) => `"${disk}"`).join(', ');
  const what = late.length === 1 ? `the digest of ${names} was` : `the digests of ${names} were`;
  const rest = 'and not when it was backed up, so damage before that is not seen';
  const text = told`${mention(run, 'Run ')}: ${what} made at ${at.slice(0, 19).replace('T', ' ')} UTC by a verification, ${rest}.`;
  return [{ severity: 'warning', code: 'digest-late', run, file: manifests[0]?.file ?? '', ...text }];
}

/**
 * Writes digests that a run had none of into its manifest, now that its targets were read and nothing is wrong with
 * them, unless they are to be left alone; tells which were missing.
 * @param digests by the disk's name
 */
export async function sealSound(
  { run, disks, manifests }: CatalogueRun,
  digests: ReadonlyMap<string, Digest>,
  missingOnes: 'record' | 'leave',
): Promise<VerifyFinding[]> {
  const missing = disks.filter(({ disk, sha256 }) => sha256 === undefined && digests.has(disk));
  if (missing.length === 0) return [];
  const tell = (text: (disk: CatalogueDisk) => Told) =>
    missing.map((disk): VerifyFinding => {
      const about = manifests.length > 0 && { run, disk: disk.disk };
      const { file } = disk;
      return { severity: 'warning', code: 'digest-missing', ...about, file, ...text(disk) };
    });
  if (manifests.length === 0) return tell(({ file }) => told`${withoutManifest(file)}`);
  const files = manifests.map(({ file }) => file);
  // A wrong digest would make a file of the same name the backup for good.
  const sure = new Map([...digests].filter(([name]) => isNamed(disks, name)));
  const record = () =>
    addDigests(files, sure, 'verification').then(
      () => 'it is recorded now',
      (error: unknown) => `it cannot be recorded: ${reasonOf(error)}`,
    );
  const kept =
    missingOnes === 'record' ? await record() : `domainbackup verify ${run} (in VS Code, Verify) records it`;
  const unsure = 'it is not recorded, since only the name of the file says that it is this backup';
  const why =
    'its digest was not recorded when it was made, so nobody can tell whether its data has changed since';
  return tell(
    ({ disk, found }) => told`Disk "${disk}"${ofRun(run)}: ${why}; ${found === 'named' ? kept : unsure}.`,
  );
}
