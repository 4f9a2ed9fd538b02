import { formatBytes, formatPercent, listRuns, type DiskProgress, type RunSnapshot } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { say, sayJson } from '../output/write';

function describe({ disk, state, current, total, target, error }: DiskProgress): string {
  const done = `${formatPercent({ current, total, state })} (${formatBytes(current)} of ${formatBytes(total)})`;
  return `  ${disk}: ${state}, ${done} -> ${target}${error === undefined ? '' : `: ${error}`}`;
}

/** What is to be done about a run that nobody follows any more. */
function hint({ state }: RunSnapshot): string {
  if (state === 'starting')
    return ' (if nobody is starting it any more, clear it up with: domainbackup cancel)';
  return ['running', 'paused', 'cancelling'].includes(state)
    ? ''
    : ' (to be settled with: domainbackup attach)';
}

/** `jobs`: the runs that QEMU tells of, under way or ended with nobody there to take the outcome. */
export async function jobs(options: { qmp: string; json?: true }): Promise<ExitStatus> {
  const runs = await withClient(options.qmp, (client) => listRuns(client));
  for (const run of runs) {
    if (options.json) sayJson(run);
    else say(`${run.run}: ${run.state}${hint(run)}`, ...run.disks.map(describe));
  }
  if (runs.length === 0 && !options.json) say('No backup runs on this machine.');
  return ExitStatus.ok;
}
