import { runOf, type Catalogue, type CatalogueRun } from '../catalogue/catalogue';
import { depthsOf } from '../catalogue/depths';
import { diskChain, type DiskChain, type Link } from '../catalogue/diskChain';
import { inOrder } from '../catalogue/inOrder';
import { BackupError } from '../errors';
import { DIGESTS_AT_ONCE, type Digest } from '../images/digest';
import { eachOf } from '../images/eachOf';
import type { RunId } from '../names/runId';
import { ofRun, told } from '../names/told';
import { bytesToCheck, checkTarget, type CheckedTarget } from './checkTarget';
import { verdictOf, type Verdict, type VerifyFinding } from './finding';
import { judgeChain, judgeManifest } from './judge';
import { lateDigests, sealSound } from './sealSound';

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
  /** The disks that are meant of a run, by name; of every other run, all. */
  disks?: ReadonlyMap<RunId, ReadonlySet<string>>;
  /** What becomes of digests that are missing: by default they are recorded. */
  missingDigests?: 'record' | 'leave';
  signal?: AbortSignal;
  onProgress?: (progress: VerifyProgress) => void;
}

/** What became of one run. */
export interface VerifiedRun {
  run: RunId;
  /**
   * - `sound`: every disk that was looked at can be restored from files that are as they were written
   * - `unverified`: some file may not be read, or is being written to, and of the others none is damaged
   * - `damaged`: some disk cannot
   * - `no-backup`: the run did not complete; there is nothing to verify
   */
  verdict: Verdict | 'no-backup';
  /** The disks that were looked at, by name: all, or of a run that others build on those that they need. */
  disks: string[];
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
  const check = async (link: Link) => {
    const { run, disk } = link;
    const tell = () => onProgress?.({ run: run.run, disk: disk.disk, file: disk.file, current, total });
    tell();
    const onBytes = (bytes: number) => {
      current += bytes;
      tell();
    };
    checked.set(keyOf(link), await checkTarget(link, catalogue, { signal, onBytes }));
  };
  // The longest first, so that it is not the one that is left to a single thread at the end.
  const longestFirst = links
    .map((link, index) => ({ link, size: sizes[index] ?? 0 }))
    .toSorted((a, b) => b.size - a.size);
  await eachOf(longestFirst, DIGESTS_AT_ONCE, ({ link }) => check(link));
  return { checked, bytes: current };
}

/** Judges a run after what it builds on; adds the verdicts on its disks to those that are known. */
async function judgeRun(
  run: CatalogueRun,
  chains: readonly DiskChain[],
  checked: ReadonlyMap<string, CheckedTarget>,
  verdicts: Map<string, Verdict>,
  { missingDigests = 'record' }: VerifyOptions,
): Promise<VerifiedRun> {
  const findings = judgeManifest(run);
  if (run.manifest.outcome !== 'completed')
    return { run: run.run, verdict: 'no-backup', disks: [], findings };
  const manifest = verdictOf(findings);
  const digests = new Map<string, Digest>();
  const disks: string[] = [];
  for (const chain of chains) {
    const [link, below] = chain.links;
    const target = checked.get(keyOf(link));
    // Of a run that others build on, only the disks count that they need; of any other, those that are meant.
    if (!target) continue;
    disks.push(link.disk.disk);
    const own = [...target.findings, ...judgeChain(chain, (below && verdicts.get(keyOf(below))) ?? 'sound')];
    const verdict = manifest === 'sound' ? verdictOf(own) : manifest;
    verdicts.set(keyOf(link), verdict);
    if (verdict === 'sound' && target.digest) digests.set(link.disk.disk, target.digest);
    findings.push(...own);
  }
  const whole = verdictOf(findings);
  if (whole !== 'sound') return { run: run.run, verdict: whole, disks, findings };
  const aboutDigests = [...lateDigests(run, digests), ...(await sealSound(run, digests, missingDigests))];
  return { run: run.run, verdict: 'sound', disks, findings: [...findings, ...aboutDigests] };
}

/**
 * Verifies runs with all that they build on: digests, the images' structure and sizes, and that each chain is complete
 * and in order. The backups are read and not changed; a digest that was missing is added to the manifest, unless it is
 * to be left.
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
    if (!found) throw new BackupError(told`No manifest${ofRun(run)} is known here.`);
    return found;
  });
  const chains = new Map<CatalogueRun, DiskChain[]>();
  const chainsFor = (run: CatalogueRun) => {
    const known = chains.get(run) ?? run.disks.map((disk) => diskChain(catalogue, run, disk));
    chains.set(run, known);
    return known;
  };
  const completed = wanted.filter(({ manifest }) => manifest.outcome === 'completed');
  const isMeant = ({ links: [{ run, disk }] }: DiskChain) =>
    options.disks?.get(run.run)?.has(disk.disk) ?? true;
  const links = completed.flatMap((run) =>
    chainsFor(run)
      .filter(isMeant)
      .flatMap((chain) => chain.links),
  );
  const unique = [...new Map(links.map((link) => [keyOf(link), link])).values()];
  const { checked, bytes } = await checkTargets(unique, catalogue, options);

  // What a run builds on is judged before it.
  const depths = depthsOf(catalogue);
  const involved = [...new Set([...unique.map(({ run }) => run), ...wanted])];
  const verified: VerifiedRun[] = [];
  const verdicts = new Map<string, Verdict>();
  for (const run of involved.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0)))
    verified.push(await judgeRun(run, chainsFor(run), checked, verdicts, options));
  const result = inOrder(involved).flatMap(
    ({ run }) => verified.find((candidate) => candidate.run === run) ?? [],
  );
  return { runs: result, findings: result.flatMap(({ findings }) => findings), bytes };
}
