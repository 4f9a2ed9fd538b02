import { formatBytes, formatPercent, listRuns, type DiskProgress, type RunSnapshot } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { isGoing } from '../onlyRun';
import { title } from '../output/title';
import { say, sayJson } from '../output/write';

function describe({ disk, state, current, total, target, error }: DiskProgress): string {
  const done = `${formatPercent({ current, total, state })} (${formatBytes(current)} of ${formatBytes(total)})`;
  return `  ${disk}: ${state}, ${done} -> ${target}${error === undefined ? '' : `: ${error}`}`;
}

/** Whose run it is where it is not known here, and what is to be done about one that nobody follows any more. */
function hint(run: RunSnapshot): string {
  if (!isGoing(run)) return ' (to be settled with: domainbackup attach)';
  if (run.origin !== 'foreign') return '';
  return run.state === 'starting'
    ? ' (by another program; if that is no more, clear it up with: domainbackup cancel)'
    : ' (started by another program)';
}

/** `jobs`: the runs that QEMU tells of, under way or ended with nobody there to take the outcome. */
export async function jobs(options: { qmp: string; json?: true }): Promise<ExitStatus> {
  const runs = await withClient(options.qmp, (client, { records }) => listRuns(client, records));
  for (const run of runs) {
    if (options.json) sayJson(run);
    else say(`${title(run)}: ${run.state}${hint(run)}`, ...run.disks.map(describe));
  }
  if (runs.length === 0 && !options.json) say('No backup runs on this machine.');
  return ExitStatus.ok;
}
