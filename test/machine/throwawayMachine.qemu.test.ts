import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { listeningSockets } from '../../client/discovery/unixSockets';
import { bootMachine } from '../../scripts/throwawayMachine.mjs';
import { freeze } from './freeze';
import { machineFor } from './machineFor';

const MIB = 1024 * 1024;
const disk = { name: 'vda', format: 'raw', size: 32 * MIB, data: 5 * MIB } as const;

/** What a tool of e2fsprogs writes about the file system in an image. */
async function ask(tool: 'e2fsck' | 'debugfs', ...args: string[]): Promise<string> {
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const options = { env: { ...process.env, PATH }, encoding: 'latin1', maxBuffer: 64 * MIB } as const;
  return (await promisify(execFile)(tool, args, options)).stdout;
}

/** Dead, or dead and not yet collected by its parent, which need not be ours. */
function hasEnded(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'the condition was not met within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a disk holds a sound file system with the files asked for, the same every time', async (t) => {
  const files = { 'etc/hostname': 'throwaway\n' };
  const machines = [
    await machineFor(t, { disks: [{ ...disk, files }] }),
    await machineFor(t, { disks: [{ ...disk, files }] }),
  ];
  const contents: string[] = [];
  for (const machine of machines) {
    const image = machine.disks[0]?.path ?? '';
    await ask('e2fsck', '-fn', image);
    assert.equal(await ask('debugfs', '-R', 'cat /etc/hostname', image), 'throwaway\n');
    const data = await ask('debugfs', '-R', 'cat /data-000.bin', image);
    contents.push(data + (await ask('debugfs', '-R', 'cat /data-001.bin', image)));
  }
  assert.equal(contents[0]?.length, 5 * MIB);
  assert.ok(contents[0] === contents[1]);
});

test('the folder of a machine is private, and gone after stop, which may be called again', async () => {
  const machine = await bootMachine({ disks: [{ ...disk, data: 0 }] });
  try {
    assert.equal(statSync(machine.folder).mode & 0o777, 0o700);
  } finally {
    await machine.stop();
  }
  await machine.ended;
  assert.ok(!existsSync(machine.folder));
  assert.ok(hasEnded(machine.pid));
  await machine.stop();
});

test('the monitors of a machine that has just booted are free', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const { qmp } = await machineFor(t, { disks: [], monitors: 2 });
    const uses = await listeningSockets();
    assert.deepEqual(
      qmp.map((socket) => uses?.get(socket)),
      ['free', 'free'],
    );
  }
});

test('a machine that stands still can be stopped', async () => {
  const machine = await bootMachine({ disks: [] });
  await freeze(machine);
  await machine.stop();
  assert.ok(hasEnded(machine.pid));
});

test('a machine that QEMU refuses fails with the words of QEMU', async () => {
  await assert.rejects(bootMachine({ disks: [], extraArgs: ['-nonsense'] }), /-nonsense: invalid option/);
});

const ends: Array<[name: string, code: string]> = [
  ['exits', 'process.exit(0)'],
  ['is killed', "process.kill(process.pid, 'SIGKILL')"],
  ['is interrupted', "process.kill(process.pid, 'SIGINT')"],
  ['fails', "throw new Error('expected by the test')"],
];

for (const [name, code] of ends) {
  test(`nothing of a machine is left when its process ${name}`, async () => {
    const script = pathToFileURL(path.resolve('scripts/throwawayMachine.mjs')).href;
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { bootMachine } from ${JSON.stringify(script)};
         const { pid, folder } = await bootMachine({ disks: [] });
         process.stdout.write(JSON.stringify({ pid, folder }), () => { ${code} });`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    await once(child, 'close');
    const { pid, folder } = JSON.parse(output) as { pid: number; folder: string };
    await until(() => hasEnded(pid) && !existsSync(folder));
  });
}
