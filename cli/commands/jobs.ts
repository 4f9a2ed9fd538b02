import {
  formatBytes,
  formatPercent,
  formatRate,
  listRuns,
  type DiskProgress,
  type RunSnapshot,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { isGoing } from '../onlyRun';
import { runAdvice, runAsJson, runWords } from '../output/runState';
import { shellWord } from '../output/shellWord';
import { STATE_WORDS } from '../output/stateWords';
import { title } from '../output/title';
import { say, sayJson } from '../output/write';

function describe({ disk, state, current, total, target, speedLimit, error }: DiskProgress): string {
  const done = `${formatPercent({ current, total, state })} (${formatBytes(current)} of ${formatBytes(total)})`;
  const parts = [
    STATE_WORDS[state],
    // How far a job had come counts for nothing where nobody knows how it ended.
    ...(state === 'unknown' ? [] : [done]),
    ...(speedLimit === undefined ? [] : [`limited to ${formatRate(speedLimit)}`]),
  ];
  return `  ${disk}: ${parts.join(', ')} -> ${target}${error === undefined ? '' : `: ${error}`}`;
}

/** Whose run it is where it is not known here, and what is to be done about one that nobody follows any more. */
function hint(run: RunSnapshot, socket: string): string {
  if (!isGoing(run)) return ` (to be settled with: domainbackup attach --qmp ${shellWord(socket)})`;
  if (run.origin !== 'foreign') {
    if (run.state !== 'cancelling') return '';
    return ` (followed to its end by: domainbackup attach --qmp ${shellWord(socket)})`;
  }
  return run.state === 'starting'
    ? ` (by another program; if that is no more, clear it up with: domainbackup cancel --qmp ${shellWord(socket)})`
    : ' (started by another program)';
}

/** `jobs`: the runs that QEMU tells of, under way or ended with nobody there to take the outcome. */
export async function jobs({ qmp, json }: { qmp: string; json?: true }): Promise<ExitStatus> {
  const runs = await withClient(qmp, (client, { records }) => listRuns(client, records));
  for (const run of runs) {
    if (json) sayJson(runAsJson(run));
    else {
      say(`${title(run)}: ${runWords(run)}${hint(run, qmp)}`, ...run.disks.map(describe));
      say(...runAdvice(run, qmp).map((line) => `  ${line}`));
    }
  }
  if (runs.length === 0 && !json) say('No backup runs on this machine.');
  return ExitStatus.ok;
}
