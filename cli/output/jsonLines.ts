import type { Reporter } from './reporter';
import { complain, sayJson } from './write';

/** One object a line, for programs. Sizes are bytes, rates bytes a second. A disk is told of when it has changed. */
export function jsonLines(): Reporter {
  const last = new Map<string, string>();
  return {
    started({ run, name, description, machine, disks }) {
      sayJson({
        event: 'started',
        run,
        name,
        description,
        machine,
        disks: disks.map(({ disk, source, size, job, target }) => {
          return { disk, source, size, job, target: target.path, type: target.type, format: target.format };
        }),
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
