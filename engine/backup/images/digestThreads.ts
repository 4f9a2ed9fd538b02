import { Worker } from 'node:worker_threads';
import workerCode from 'worker:./digestWorker';

/** How long a thread is kept that has nothing to do, in milliseconds. Starting one takes as long as digesting 50 MB. */
const KEPT = 1000;

/** Threads that have nothing to do, with what ends them. */
const idle = new Map<Worker, NodeJS.Timeout>();

function newThread(): Worker {
  const thread = new Worker(workerCode, { eval: true });
  // One may also end of itself, for want of memory, while nobody listens to it.
  const forget = () => {
    clearTimeout(idle.get(thread));
    idle.delete(thread);
  };
  return thread.on('error', forget).on('exit', forget);
}

/** A thread that digests files, as `digestMessages.ts` says: one that is there, or a new one. */
export function takeThread(): Worker {
  for (const [thread, end] of idle) {
    clearTimeout(end);
    idle.delete(thread);
    thread.ref();
    return thread;
  }
  return newThread();
}

/** Keeps a thread for the next file, for a moment. It keeps no program from its end. */
export function keepThread(thread: Worker): void {
  thread.unref();
  const end = () => {
    idle.delete(thread);
    void thread.terminate();
  };
  idle.set(thread, setTimeout(end, KEPT).unref());
}
