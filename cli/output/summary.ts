import type { RunResult } from '../../engine';

/** The closing lines for people: how the run ended, and each disk. */
export function summarise({ run, outcome, disks }: RunResult): string[] {
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
  ];
}
