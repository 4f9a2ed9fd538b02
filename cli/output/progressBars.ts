import { MultiBar, type SingleBar } from 'cli-progress';
import { formatBytes, formatPercent, formatRate, type DiskProgress } from '../../engine';
import { printable } from './printable';
import { headline, type Reporter } from './reporter';
import { summarise } from './summary';
import { say } from './write';

/** What stands beside a bar. */
function payload({ disk, current, total, state, rate }: DiskProgress): object {
  return {
    disk: printable(disk),
    percent: formatPercent({ current, total, state }).padStart(4),
    bytes: `${formatBytes(current)} / ${formatBytes(total)}`,
    note: state === 'running' && rate !== undefined ? formatRate(rate) : state,
  };
}

/** A bar for each disk, for terminals. */
export function progressBars(): Reporter {
  const bars = new MultiBar({
    format: '  {disk} {bar} {percent}  {bytes}  {note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    stream: process.stdout,
    hideCursor: true,
    // Signals mean "cancel the backup" here; the bars are stopped when it has ended.
    gracefulExit: false,
    // What is drawn comes from looks at the jobs, at their own pace.
    forceRedraw: true,
  });
  const byDisk = new Map<string, SingleBar>();
  return {
    started(beginning) {
      say(headline(beginning));
      const width = Math.max(...beginning.disks.map(({ disk }) => disk.length));
      for (const { disk, target, total } of beginning.disks) {
        const name = disk.padEnd(width);
        const progress: DiskProgress = { disk: name, job: '', target, state: 'starting', current: 0, total };
        byDisk.set(disk, bars.create(total, 0, payload(progress)));
      }
    },
    progress({ disks }) {
      for (const progress of disks) {
        const bar = byDisk.get(progress.disk);
        if (!bar) continue;
        if (progress.total > 0) bar.setTotal(progress.total);
        const { disk: _, ...rest } = payload(progress) as { disk: string };
        bar.update(progress.current, rest);
      }
    },
    notice: (message) => bars.log(`${printable(message)}\n`),
    finished(result) {
      bars.update();
      bars.stop();
      say(...summarise(result));
    },
  };
}
