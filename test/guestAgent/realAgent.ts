import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { untilListening } from '../../scripts/lib/untilListening.mjs';
import { endAll } from '../support/endAll';

const run = promisify(execFile);

/** A real agent whose guest is this very system, of which it can freeze one small file system alone. */
export interface RealAgent {
  /** Where a client finds it. */
  socket: string;
  /** The mount point of what it freezes. */
  mount: string;
}

/**
 * Starts the real `qemu-ga` on a unix socket. It would freeze every file system of this host, so that command is blocked
 * in it; a relay in front of it asks for the freeze of one loop-mounted file system instead (`guest-fsfreeze-freeze-list`),
 * which gives the same answers. Needs root.
 */
export async function realAgent(t: TestContext): Promise<RealAgent> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-agent-'));
  const [inner, socket, mount, image] = ['inner.sock', 'agent.sock', 'mnt', 'fs.img'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string, string];
  const undo: (() => unknown)[] = [() => rm(folder, { recursive: true })];
  t.after(() => endAll(...undo.toReversed()));
  await mkdir(mount);
  await run('truncate', ['--size=8M', image]);
  await run('mke2fs', ['-q', '-t', 'ext4', image], { env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' } });
  await run('mount', ['-o', 'loop', image, mount]);
  // A frozen file system could not be unmounted. Where it is not frozen, this has nothing to do, and says so.
  undo.push(async () => {
    await run('fsfreeze', ['--unfreeze', mount]).catch(() => undefined);
    await run('umount', [mount]);
  });
  const agent = spawn(
    'qemu-ga',
    ['--method=unix-listen', `--path=${inner}`, `--statedir=${folder}`, '--block-rpcs=guest-fsfreeze-freeze'],
    { stdio: 'ignore', env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' } },
  );
  undo.push(async () => {
    agent.kill('SIGKILL');
    if (agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit');
  });
  await untilListening(inner, agent);
  const server = createServer((client) => {
    const to = connect(inner);
    client.on('data', (chunk: Buffer) => to.write(onlyOurs(chunk, mount)));
    client.on('close', () => to.destroy());
    to.pipe(client);
    for (const end of [client, to]) end.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  undo.push(() => server.close());
  return { socket, mount };
}

/** The command to freeze everything, made one to freeze a single file system. */
function onlyOurs(chunk: Buffer, mount: string): Buffer {
  const text = chunk.toString('latin1');
  if (!text.includes('"guest-fsfreeze-freeze"')) return chunk;
  const { id } = JSON.parse(text) as { id?: number };
  const command = { execute: 'guest-fsfreeze-freeze-list', arguments: { mountpoints: [mount] }, id };
  return Buffer.from(`${JSON.stringify(command)}\n`);
}
