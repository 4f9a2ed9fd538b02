import type { CatalogueRun } from '../catalogue/catalogue';
import type { DiskChain } from '../catalogue/diskChain';
import { WHY_YOUNGER } from '../catalogue/inOrder';
import { mention, ofRun, told } from '../names/told';
import type { Verdict, VerifyFinding } from './finding';

/** What is wrong with the manifest of a run. */
export function judgeManifest({ run, manifests }: CatalogueRun): VerifyFinding[] {
  const isIntact = manifests.some(({ state }) => state === 'as-written');
  const rest = isIntact ? 'another copy of it is' : 'so what it says of the backup cannot be relied on';
  return manifests
    .filter(({ state }) => state === 'edited')
    .map(({ file }) => ({
      severity: isIntact ? 'warning' : 'error',
      code: 'manifest-edited',
      run,
      file,
      ...told`${mention(run, 'Run ')}: its manifest "${file}" is not as it was written; ${rest}.`,
    }));
}

/**
 * What is wrong with the way a disk of a run builds on the one below. What is wrong further down is told of the run
 * whose word it is; this one hears that it is damaged, or not verified.
 * @param verdict on the disk below
 */
export function judgeChain(
  { links: [{ run, disk }, below], broken }: DiskChain,
  verdict: Verdict,
): VerifyFinding[] {
  const { file } = disk;
  const about = { run: run.run, disk: disk.disk, file };
  const what = told`Disk "${disk.disk}"${ofRun(run.run)}`;
  const findings: VerifyFinding[] = [];
  if (broken?.run === run.run) {
    const { code, message, parts } = broken;
    findings.push({ severity: 'error', code, ...about, message, parts });
  }
  if (!below) return findings;
  if (verdict !== 'sound') {
    const [code, clause] =
      verdict === 'damaged'
        ? (['parent-damaged', 'is damaged'] as const)
        : (['parent-unverified', 'could not be verified'] as const);
    const text = told`${what} builds on ${mention(below.run.run)}, which ${clause}.`;
    findings.push({ severity: 'error', code, ...about, ...text });
  }
  if (below.run.manifest.startedAt >= run.manifest.startedAt) {
    const text = told`${what} builds on ${mention(below.run.run)}, which says to be younger: ${WHY_YOUNGER}.`;
    findings.push({ severity: 'warning', code: 'parent-younger', ...about, ...text });
  }
  return findings;
}
