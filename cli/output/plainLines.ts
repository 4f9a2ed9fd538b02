import { formatBytes, formatPercent, type DiskProgress } from '../../engine';
import { headline, type Reporter } from './reporter';
import { isFinishing, paceWords, STATE_WORDS } from './stateWords';
import { summarise } from './summary';
import { Troubles } from './troubles';
import { complain, say } from './write';

/** How much of a disk goes by between two of its lines. */
const STEP = 0.1;

/** What a line tells of: a disk, or all of them. */
type Line = Pick<DiskProgress, 'current' | 'total' | 'rate' | 'timeLeft'> & {
  name: string;
  state: DiskProgress['state'];
};

function describe({ name, state, ...line }: Line): string {
  // How far a job had come counts for nothing there.
  if (state === 'unknown') return `${name}: ${STATE_WORDS[state]}`;
  const { current, total } = line;
  const done = `${formatPercent({ current, total, state })} (${formatBytes(current)} of ${formatBytes(total)})`;
  return `${name}: ${[STATE_WORDS[state], done, ...paceWords(line)].join(', ')}`;
}

/** Plain lines for logs: a line for a disk when its state changes, and at each tenth of it; and the same for all. */
export function plainLines(): Reporter {
  const last = new Map<string, string>();
  const troubles = new Troubles();
  const tell = (line: Line) => {
    const step = line.total === 0 ? 0 : Math.floor(line.current / line.total / STEP);
    const mark = `${line.state} ${step}`;
    if (last.get(line.name) === mark) return;
    last.set(line.name, mark);
    say(describe(line));
  };
  return {
    started(beginning) {
      say(`${headline(beginning)}:`);
      for (const { disk, target } of beginning.disks) say(`  ${disk} -> ${target}`);
    },
    progress(snapshot) {
      for (const disk of snapshot.disks) tell({ ...disk, name: disk.disk });
      const { state, disks, total } = snapshot;
      const isCopying = state === 'running' && !isFinishing(snapshot);
      if (disks.length > 1 && total > 0 && isCopying) tell({ ...snapshot, state, name: 'total' });
      complain(...troubles.next(snapshot));
    },
    notice: (message) => complain(message),
    finished: (result) => say(...summarise(result)),
  };
}
