import { formatBytes, formatPercent, type DiskProgress } from '../../engine';
import { headline, type Reporter } from './reporter';
import { summarise } from './summary';
import { complain, say } from './write';

/** How much of a disk goes by between two of its lines. */
const STEP = 0.1;

/** Plain lines for logs: a line for a disk when its state changes, and at each tenth of it. */
export function plainLines(): Reporter {
  const last = new Map<string, string>();
  const step = ({ current, total }: DiskProgress) => (total === 0 ? 0 : Math.floor(current / total / STEP));
  return {
    started(beginning) {
      say(`${headline(beginning)}:`);
      for (const { disk, target } of beginning.disks) say(`  ${disk} -> ${target}`);
    },
    progress({ disks }) {
      for (const disk of disks) {
        const mark = `${disk.state} ${step(disk)}`;
        if (last.get(disk.disk) === mark) continue;
        last.set(disk.disk, mark);
        const { current, total, state } = disk;
        say(
          `${disk.disk}: ${state}, ${formatPercent(disk)} (${formatBytes(current)} of ${formatBytes(total)})`,
        );
      }
    },
    notice: (message) => complain(message),
    finished: (result) => say(...summarise(result)),
  };
}
