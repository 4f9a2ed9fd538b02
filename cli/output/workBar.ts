import { SingleBar } from 'cli-progress';
import { formatBytes, formatRate } from '../../engine';
import { barOf } from './barOf';
import { printable } from './printable';
import { sayJson } from './write';

/** A part of some work, and how far it is. Bytes. */
interface WorkProgress {
  /** What is being done, such as `comparing vda`. */
  what: string;
  /** What programs are told of it. */
  about: object;
  current: number;
  total: number;
}

/** Shows how far a long piece of work is. */
interface WorkReporter extends Disposable {
  progress(progress: WorkProgress): void;
}

/** So often a bar is drawn, in milliseconds. */
const INTERVAL = 100;

/** What all that stands beside the bar takes at most as a rule, in columns. */
const WIDTH_OF_WORDS = 68;

/** A bar on a terminal, nothing elsewhere. */
function bar(): WorkReporter {
  // On stderr, so that what is said on stdout can be read by others.
  if (!process.stderr.isTTY) return { progress: () => {}, [Symbol.dispose]: () => {} };
  const drawn = new SingleBar({
    format: '  {bar} {percentage}%  {bytes}  {rate}  {what}',
    formatBar: barOf(process.stderr, () => WIDTH_OF_WORDS),
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let last = 0;
  const began = Date.now();
  return {
    progress({ what, current, total }) {
      const now = Date.now();
      if (now - last < INTERVAL) return;
      const payload = {
        what: printable(what),
        bytes: `${formatBytes(current)} / ${formatBytes(total)}`,
        rate: formatRate((current / Math.max(1, now - began)) * 1000),
      };
      if (last === 0) drawn.start(total, current, payload);
      else {
        drawn.setTotal(total);
        drawn.update(current, payload);
      }
      last = now;
    },
    [Symbol.dispose]() {
      if (last > 0) drawn.stop();
      last = 0;
    },
  };
}

/** A line of JSON at each hundredth of each piece. */
function lines(): WorkReporter {
  let last = '';
  return {
    progress({ what, about, current, total }) {
      const mark = `${what} ${total === 0 ? 0 : Math.floor((current / total) * 100)}`;
      if (mark === last) return;
      last = mark;
      sayJson({ event: 'progress', ...about, current, total });
    },
    [Symbol.dispose]: () => {},
  };
}

/** The way to show work that was asked for, or that suits where the output goes. */
export function workReporter({ json }: { json?: true }): WorkReporter {
  return json ? lines() : bar();
}
