import type { DiskProgress, PlannedDisk } from '../../engine';
import { findingsAsJson } from './findings';
import type { Reporter } from './reporter';
import { complain, sayJson } from './write';

/** What only the one who planned a disk's backup knows of it. */
function details(planned: PlannedDisk | undefined): object {
  if (!planned) return {};
  const { source, size, job, copy, target } = planned;
  return { source, size, job, copy, type: target.type, format: target.format };
}

/** How fast it goes and how long it will take, in whole bytes and seconds. */
function pace({ rate, timeLeft }: Pick<DiskProgress, 'rate' | 'timeLeft'>): object {
  return {
    ...(rate !== undefined && { rate: Math.round(rate) }),
    ...(timeLeft !== undefined && { timeLeft: Math.ceil(timeLeft) }),
  };
}

/**
 * One object a line, for programs. Sizes are bytes, rates bytes a second, times left seconds, moments milliseconds since
 * the epoch. A disk, the sum of them, and whether QEMU answers are told of when they have changed.
 */
export function jsonLines(): Reporter {
  const last = new Map<string, string>();
  /** Tells what differs from the last line about the same thing, in more than the pace. */
  const tell = (about: string, line: object, more: object = {}) => {
    const text = JSON.stringify(line);
    if (last.get(about) !== text) sayJson({ ...line, ...more });
    last.set(about, text);
  };
  return {
    started({ run, machine, name, disks, plan }) {
      const own = plan && {
        name,
        description: plan.description,
        qemu: plan.machine.version,
        checkpoint: plan.checkpoint,
        warnings: findingsAsJson(plan.warnings),
      };
      sayJson({
        event: 'started',
        run,
        machine,
        ...own,
        disks: disks.map(({ disk, target }, index) => ({ disk, target, ...details(plan?.disks[index]) })),
      });
    },
    progress({ run, disks, contact, guest, ...all }) {
      for (const { disk, state, ...progress } of disks) {
        const { current, total, speedLimit, side, freeSpace } = progress;
        const line = {
          event: 'progress',
          run,
          disk,
          current,
          total,
          status: state,
          speedLimit,
          side,
          freeSpace,
        };
        tell(disk, line, pace(progress));
      }
      if (disks.length > 1) {
        const { current, total, state } = all;
        tell('', { event: 'total', run, current, total, status: state }, pace(all));
      }
      const hasAnswered = contact.kind === 'answering' && !last.has(' ');
      // That it answers is no news at the start.
      if (!hasAnswered) tell(' ', { event: 'contact', run, ...contact });
      if (guest !== undefined || last.has('  '))
        tell('  ', { event: 'guest', run, state: guest ?? 'not held' });
    },
    notice: (message) => complain(message),
    finished({ run, outcome, loss, disks, checkpoint, unsettled, notices }) {
      sayJson({ event: 'finished', run, outcome, loss, disks, checkpoint, unsettled, notices });
    },
  };
}
