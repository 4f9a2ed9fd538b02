import type { CheckpointResult, RunResult } from '../../engine';

/** The closing lines for people: how the run ended, and each disk. */
export function summarise({ run, outcome, disks, checkpoint }: RunResult): string[] {
  const headline =
    outcome === 'unknown'
      ? `The outcome of backup ${run} is unknown`
      : `Backup ${run} ${outcome === 'cancelled' ? 'was cancelled' : outcome}`;
  return [
    `${headline}.`,
    ...disks.map((disk) => {
      const what = disk.outcome === 'completed' ? disk.target : disk.outcome;
      return `  ${disk.disk}: ${what}${disk.error === undefined ? '' : `: ${disk.error}`}`;
    }),
    ...(checkpoint ? [`  checkpoint "${checkpoint.name}": ${fate(checkpoint)}`] : []),
  ];
}

/** A backup may be complete and its checkpoint not be made: then the next one has to be a full one. */
function fate({ state, error }: CheckpointResult): string {
  return error === undefined ? state : `${state}: ${error}; make the next backup a full one`;
}
