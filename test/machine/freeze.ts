import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../../scripts/throwawayMachine.mjs';

/**
 * Stops QEMU in its tracks, until `machine.kill('SIGCONT')`. A signal takes its time to reach every
 * thread, and the one that serves the monitor may answer until then, so this waits for them all.
 */
export async function freeze(machine: Machine): Promise<void> {
  machine.kill('SIGSTOP');
  const tasks = `/proc/${machine.pid}/task`;
  const isStopped = (task: string) => /^State:\s+T/m.test(readFileSync(`${tasks}/${task}/status`, 'utf8'));
  while (!readdirSync(tasks).every(isStopped)) {
    await sleep(1);
  }
}
