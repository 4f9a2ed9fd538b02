import type { Catalogue } from '../catalogue/catalogue';
import { diskChain } from '../catalogue/diskChain';
import { verdictOf, type Verdict } from '../verify/finding';
import { verifyRuns, type VerifyOptions, type VerifyReport } from '../verify/verifyRuns';
import type { PrunePlan } from './planPrune';

/** Bytes that {@link verifyKept} will read, as the manifests tell. */
export function bytesOfKept(catalogue: Catalogue, { reliedOn }: PrunePlan): number {
  const sizes = new Map<string, number>();
  for (const run of reliedOn)
    for (const disk of run.disks)
      for (const link of diskChain(catalogue, run, disk).links)
        sizes.set(link.disk.itself, link.disk.size ?? 0);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Reads the backups that a prune relies on when it removes others, with all that they build on: they may have been
 * damaged since they were made, and then what is to go may be the last that is sound. A digest that is missing is told as
 * a warning and not recorded: with one, data that nobody can vouch for would count as well as any other from then on.
 * @returns what was found; unless the verdict is `sound`, nothing may be removed
 * @throws {BackupError} where qemu-img is not installed
 * @throws the signal's reason
 */
export async function verifyKept(
  catalogue: Catalogue,
  { reliedOn }: PrunePlan,
  options: Pick<VerifyOptions, 'signal' | 'onProgress'> = {},
): Promise<VerifyReport & { verdict: Verdict }> {
  const runs = reliedOn.map(({ run }) => run);
  const report = await verifyRuns(catalogue, runs, { ...options, missingDigests: 'leave' });
  return { ...report, verdict: verdictOf(report.findings) };
}
