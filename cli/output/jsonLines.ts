import type { PlannedDisk } from '../../engine';
import type { Reporter } from './reporter';
import { complain, sayJson } from './write';

/** What only the one who planned a disk's backup knows of it. */
function details(planned: PlannedDisk | undefined): object {
  if (!planned) return {};
  const { source, size, job, target } = planned;
  return { source, size, job, type: target.type, format: target.format };
}

/** One object a line, for programs. Sizes are bytes, rates bytes a second. A disk is told of when it has changed. */
export function jsonLines(): Reporter {
  const last = new Map<string, string>();
  return {
    started({ run, machine, disks, plan }) {
      const own = plan && {
        name: plan.name,
        description: plan.description,
        qemu: plan.machine.version,
        warnings: plan.warnings,
      };
      sayJson({
        event: 'started',
        run,
        machine,
        ...own,
        disks: disks.map(({ disk, target }, index) => ({ disk, target, ...details(plan?.disks[index]) })),
      });
    },
    progress({ run, disks }) {
      for (const { disk, current, total, state, rate } of disks) {
        const line = {
          event: 'progress',
          run,
          disk,
          current,
          total,
          status: state,
          rate: rate === undefined ? undefined : Math.round(rate),
        };
        const text = JSON.stringify({ ...line, rate: undefined });
        if (last.get(disk) !== text) sayJson(line);
        last.set(disk, text);
      }
    },
    notice: (message) => complain(message),
    finished({ run, outcome, disks }) {
      sayJson({ event: 'finished', run, outcome, disks });
    },
  };
}
