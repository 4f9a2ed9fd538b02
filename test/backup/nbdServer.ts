import type { TestContext } from 'node:test';
import { untilListening } from '../../scripts/lib/untilListening.mjs';
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
  await untilListening(socket, server);
  return { hang: () => server.kill('SIGSTOP'), goOn: () => server.kill('SIGCONT') };
}
