import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { atEnd } from '../support/atEnd';
import { spawnTied } from '../support/spawnTied';

/** Storage that can be made to hang. */
export interface NbdServer {
  hang(): void;
  goOn(): void;
}

/** Serves a raw image by NBD at a socket; gone after the test. */
export async function nbdServer(t: TestContext, image: string, socket: string): Promise<NbdServer> {
  const server = spawnTied('qemu-nbd', '--persistent', '--format=raw', `--socket=${socket}`, image);
  atEnd(t, () => server.kill('SIGKILL'));
  while (!existsSync(socket)) {
    assert.equal(server.exitCode, null, 'qemu-nbd did not start');
    await new Promise(setImmediate);
  }
  return { hang: () => server.kill('SIGSTOP'), goOn: () => server.kill('SIGCONT') };
}
