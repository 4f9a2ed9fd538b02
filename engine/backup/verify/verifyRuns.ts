import { runOf, type Catalogue, type CatalogueRun } from '../catalogue/catalogue';
import { diskChain, type DiskChain, type Link } from '../catalogue/diskChain';
import { BackupError } from '../errors';
import type { Digest } from '../images/digest';
import { addDigests } from '../manifest/seal';
import type { RunId } from '../names/runId';
import { bytesToCheck, checkTarget, type CheckedTarget } from './checkTarget';
import { isSound, type VerifyFinding } from './finding';

/** How far a verification is. */
export interface VerifyProgress {
  run: RunId;
  disk: string;
  /** The file that is being read. */
  file: string;
  /** Bytes read, of all files. */
  current: number;
  /** Bytes to be read, of all files. */
  total: number;
}

/** How runs are verified. */
export interface VerifyOptions {
  signal?: AbortSignal;
  onProgress?: (progress: VerifyProgress) => void;
}

/** What became of one run. */
export interface VerifiedRun {
  run: RunId;
  /**
   * - `sound`: every disk can be restored from files that are as they were written
   * - `damaged`: some disk cannot
   * - `no-backup`: the run did not complete; there is nothing to verify
   */
  verdict: 'sound' | 'damaged' | 'no-backup';
  /** What was found in its own files and its chain. What is found below it is told of the run that it is found in. */
  findings: VerifyFinding[];
}

/** What became of a verification. */
export interface VerifyReport {
  /** The newest first. */
  runs: VerifiedRun[];
  /** Every finding, each once; also those about manifests that nobody can read. */
  findings: VerifyFinding[];
  /** Bytes that were read. */
  bytes: number;
}

const keyOf = ({ run, disk }: Link) => JSON.stringify([run.run, disk.disk]);

/** What is wrong with the manifest of a run. */
function judgeManifest({ run, manifests }: CatalogueRun): VerifyFinding[] {
  const isIntact = manifests.some(({ state }) => state === 'as-written');
  return manifests
    .filter(({ state }) => state === 'edited')
    .map(({ file }) => ({
      severity: isIntact ? 'warning' : 'error',
      code: 'manifest-edited',
      run,
      file,
      message: `Run ${run}: its manifest "${file}" is not as it was written${isIntact ? '; another copy of it is' : ', so what it says of the backup cannot be relied on'}.`,
    }));
}

/** Checks each target once, however many chains it is a part of. */
async function checkTargets(
  links: readonly Link[],
  catalogue: Catalogue,
  { signal, onProgress }: VerifyOptions,
): Promise<{ checked: Map<string, CheckedTarget>; bytes: number }> {
  const sizes = await Promise.all(links.map(bytesToCheck));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const checked = new Map<string, CheckedTarget>();
  let current = 0;
  for (const link of links) {
    const { run, disk } = link;
    const tell = () => onProgress?.({ run: run.run, disk: disk.disk, file: disk.file, current, total });
    tell();
    const onBytes = (bytes: number) => {
      current += bytes;
      tell();
    };
    checked.set(keyOf(link), await checkTarget(link, catalogue, { signal, onBytes }));
  }
  return { checked, bytes: current };
}

/** Digests of a run that had none are written into its manifest, once nothing else is wrong with it. */
async function sealWhereSound(
  run: CatalogueRun,
  findings: readonly VerifyFinding[],
  checked: ReadonlyMap<string, CheckedTarget>,
): Promise<VerifyFinding[]> {
  const digests = new Map<string, Digest>();
  for (const disk of run.disks) {
    const digest = checked.get(keyOf({ run, disk }))?.digest;
    if (disk.sha256 === undefined && digest) digests.set(disk.disk, digest);
  }
  if (digests.size === 0 || !isSound(findings)) return [];
  const kept = await addDigests(
    run.manifests.map(({ file }) => file),
    digests,
  ).then(
    () => 'they are recorded now',
    (error: unknown) => `they cannot be recorded: ${error instanceof Error ? error.message : String(error)}`,
  );
  return [...digests.keys()].map((disk) => ({
    severity: 'warning',
    code: 'digest-missing',
    run: run.run,
    disk,
    file: run.disks.find((candidate) => candidate.disk === disk)?.file ?? '',
    message: `Disk "${disk}" of run ${run.run}: no digest was recorded when it was made, so nobody can tell whether its data has changed since; ${kept}.`,
  }));
}

function brokenChain(run: CatalogueRun, { links, broken }: DiskChain): VerifyFinding[] {
  const [{ disk }] = links;
  // Told of the run whose word is wrong; those above it hear that it is damaged.
  if (broken?.run !== run.run) return [];
  return [{ severity: 'error', ...broken, disk: disk.disk, file: disk.file }];
}

/**
 * Verifies runs with all that they build on: digests, the images' structure and sizes, and that each chain is complete
 * and in order. The backups are read and not changed; a digest that was missing is added to the manifest.
 * @throws {BackupError} where qemu-img is not installed, or the catalogue has no such run
 * @throws the signal's reason
 */
export async function verifyRuns(
  catalogue: Catalogue,
  runs: readonly RunId[],
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const wanted = runs.map((run) => {
    const found = runOf(catalogue, run);
    if (!found) throw new BackupError(`No manifest of run ${run} is known here.`);
    return found;
  });
  const chains = new Map<CatalogueRun, DiskChain[]>();
  const chainsFor = (run: CatalogueRun) => {
    const known = chains.get(run) ?? run.disks.map((disk) => diskChain(catalogue, run, disk));
    chains.set(run, known);
    return known;
  };
  const completed = wanted.filter(({ manifest }) => manifest.outcome === 'completed');
  const links = completed.flatMap((run) => chainsFor(run).flatMap((chain) => chain.links));
  const unique = [...new Map(links.map((link) => [keyOf(link), link])).values()];
  const { checked, bytes } = await checkTargets(unique, catalogue, options);

  /** Oldest first: whether a run is damaged is known before what builds on it is asked about. */
  const involved = [...new Set([...unique.map(({ run }) => run), ...wanted])].toSorted((a, b) =>
    a.run < b.run ? -1 : 1,
  );
  const verified = new Map<RunId, VerifiedRun>();
  for (const run of involved) {
    const findings = judgeManifest(run);
    if (run.manifest.outcome !== 'completed') {
      verified.set(run.run, { run: run.run, verdict: 'no-backup', findings });
      continue;
    }
    for (const chain of chainsFor(run)) {
      const [{ disk }, below] = chain.links;
      const target = checked.get(keyOf({ run, disk }));
      // Of a run that others build on, only the disks count that they need.
      if (!target) continue;
      findings.push(...target.findings, ...brokenChain(run, chain));
      const damaged = below && verified.get(below.run.run)?.verdict === 'damaged';
      if (damaged)
        findings.push({
          severity: 'error',
          code: 'parent-damaged',
          run: run.run,
          disk: disk.disk,
          file: disk.file,
          message: `Disk "${disk.disk}" of run ${run.run} builds on run ${below.run.run}, which is damaged.`,
        });
    }
    findings.push(...(await sealWhereSound(run, findings, checked)));
    verified.set(run.run, { run: run.run, verdict: isSound(findings) ? 'sound' : 'damaged', findings });
  }
  const result = [...verified.values()].toReversed();
  return { runs: result, findings: result.flatMap(({ findings }) => findings), bytes };
}
