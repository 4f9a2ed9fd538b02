import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';

/** Storage that can be made to hang. */
export interface NbdServer {
  hang(): void;
  goOn(): void;
}

/** Serves a raw image by NBD at a socket; gone after the test. */
export async function nbdServer(t: TestContext, image: string, socket: string): Promise<NbdServer> {
  const server = spawn('qemu-nbd', ['--persistent', '--format=raw', `--socket=${socket}`, image]);
  t.after(() => server.kill('SIGKILL'));
  while (!existsSync(socket)) {
    assert.equal(server.exitCode, null, 'qemu-nbd did not start');
    await new Promise(setImmediate);
  }
  return { hang: () => server.kill('SIGSTOP'), goOn: () => server.kill('SIGCONT') };
}
