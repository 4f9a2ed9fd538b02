import { formatBytes, formatPercent, listRuns, type DiskProgress } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { say, sayJson } from '../output/write';

function describe({ disk, state, current, total, target, error }: DiskProgress): string {
  const done = `${formatPercent(current, total)} (${formatBytes(current)} of ${formatBytes(total)})`;
  return `  ${disk}: ${state}, ${done} -> ${target}${error === undefined ? '' : `: ${error}`}`;
}

/** `jobs`: the runs that QEMU tells of, under way or ended with nobody there to take the outcome. */
export async function jobs(options: { qmp: string; json?: true }): Promise<ExitStatus> {
  const runs = await withClient(options.qmp, (client) => listRuns(client));
  for (const run of runs) {
    if (options.json) sayJson(run);
    else say(`${run.run}: ${run.state}`, ...run.disks.map(describe));
  }
  if (runs.length === 0 && !options.json) say('No backup runs on this machine.');
  return ExitStatus.ok;
}
