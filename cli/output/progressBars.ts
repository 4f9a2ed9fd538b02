import { MultiBar, type SingleBar } from 'cli-progress';
import { formatBytes, formatPercent, type DiskProgress } from '../../engine';
import { barOf } from './barOf';
import { printable } from './printable';
import { headline, type Reporter } from './reporter';
import { isFinishing, paceWords, STATE_WORDS } from './stateWords';
import { summarise } from './summary';
import { Troubles } from './troubles';
import { say } from './write';

/** What a bar shows: a disk, or all of them. */
type Bar = Pick<DiskProgress, 'current' | 'total' | 'rate' | 'timeLeft' | 'state' | 'disk'> & {
  /** Instead of the state's own words. */
  words?: string;
};

/** The name of the bar for all disks. A disk of that name has a bar of its own all the same. */
const TOTAL = 'total';

/** What all that stands beside a bar takes at most as a rule, but for the name, in columns. */
const WIDTH_OF_WORDS = 65;

/** The words of a state, where there is little room. */
const shortWords = (state: Bar['state']) => (state === 'throttled' ? 'at the limit' : STATE_WORDS[state]);

/** What stands beside a bar. */
function payload({ disk, current, total, state, words = shortWords(state), ...pace }: Bar): object {
  const told = state === 'running' ? [] : [words];
  const note = [...told, ...paceWords(pace)].join(', ');
  return {
    disk: printable(disk),
    percent: formatPercent({ current, total, state }).padStart(4),
    bytes: `${formatBytes(current)} / ${formatBytes(total)}`,
    note: note === '' ? words : note,
  };
}

/** A bar for each disk, for terminals. */
export function progressBars(): Reporter {
  let nameWidth = 0;
  const bars = new MultiBar({
    format: '  {disk} {bar} {percent}  {bytes}  {note}',
    formatBar: barOf(process.stdout, () => nameWidth + WIDTH_OF_WORDS),
    stream: process.stdout,
    hideCursor: true,
    // Signals mean "cancel the backup" here; the bars are stopped when it has ended.
    gracefulExit: false,
    // What is drawn comes from looks at the jobs, at their own pace.
    forceRedraw: true,
  });
  const byDisk = new Map<string, SingleBar>();
  const troubles = new Troubles();
  let all: SingleBar | undefined;
  const draw = (bar: SingleBar | undefined, progress: Bar) => {
    if (!bar) return;
    if (progress.total > 0) bar.setTotal(progress.total);
    const { disk: _, ...rest } = payload(progress) as { disk: string };
    bar.update(progress.current, rest);
  };
  return {
    started(beginning) {
      say(headline(beginning));
      const several = beginning.disks.length > 1;
      const names = [...beginning.disks.map(({ disk }) => disk), ...(several ? [TOTAL] : [])];
      nameWidth = Math.max(...names.map((name) => name.length));
      const create = (name: string, total: number) =>
        bars.create(
          total,
          0,
          payload({ disk: name.padEnd(nameWidth), state: 'starting', current: 0, total }),
        );
      for (const { disk, total } of beginning.disks) byDisk.set(disk, create(disk, total));
      const sum = beginning.disks.reduce((bytes, { total }) => bytes + total, 0);
      if (several) all = create(TOTAL, sum);
    },
    progress(snapshot) {
      for (const message of troubles.next(snapshot)) bars.log(`${printable(message)}\n`);
      for (const progress of snapshot.disks) draw(byDisk.get(progress.disk), progress);
      draw(all, { ...snapshot, disk: TOTAL, ...(isFinishing(snapshot) && { words: 'finishing' }) });
    },
    notice: (message) => bars.log(`${printable(message)}\n`),
    finished(result) {
      bars.update();
      bars.stop();
      say(...summarise(result));
    },
  };
}
