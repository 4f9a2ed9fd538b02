import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, removeFolder } from '../../test/client/support/documents';
import { endAll } from '../../test/support/endAll';
import { Person, readTree, setConnections } from '../../test/client/support/extension';
import { bootLargeMachine, limitSpeed, startLargeBackup } from '../../test/client/support/largeBackup';

/** What is measured in one window, in ms; of the start nothing where VS Code was quicker. */
export interface Measured {
  start?: { processor: number; wall: number };
  /** Each time that the whole tree was read. */
  trees: number[];
  late: { median: number; p99: number; most: number };
}

const measured: Measured = { trees: [], late: { median: NaN, p99: NaN, most: NaN } };

describe('bench:extension', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;

  it('loads and activates the extension', async () => {
    const extension = vscode.extensions.getExtension('domainbackup.domainbackup');
    if (extension === undefined || extension.isActive) return;
    const used = process.cpuUsage();
    const begin = performance.now();
    await extension.activate();
    const wall = performance.now() - begin;
    const { user, system } = process.cpuUsage(used);
    measured.start = { processor: (user + system) / 1000, wall };
  });

  it('reads the whole tree, and watches the event loop while the backup runs', async () => {
    folder = await makeFolder();
    person = new Person('confirms');
    machine = await bootLargeMachine();
    await startLargeBackup(machine, folder, person);
    for (let sample = 0; sample < 20; sample++) {
      const begin = performance.now();
      await readTree();
      measured.trees.push(performance.now() - begin);
      await delay(50);
    }
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    await delay(10_000);
    lag.disable();
    const [median, p99, most] = [lag.percentile(50), lag.percentile(99), lag.max].map((ns) => ns / 1e6);
    measured.late = { median: median ?? NaN, p99: p99 ?? NaN, most: most ?? NaN };
  });

  after(() =>
    endAll(
      () => writeFileSync(process.env['DOMAINBACKUP_BENCH_RESULT'] ?? '', JSON.stringify(measured)),
      () => machine.stop(),
      () => person.leaves(),
      () => limitSpeed(undefined),
      () => setConnections(),
      () => removeFolder(folder),
    ),
  );
});
