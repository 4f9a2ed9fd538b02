import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * What the tests' fake agent and the real one have in common, as bytes on a socket: the delimiter in front of the answer
 * to `guest-sync-delimited`, whatever came before; ids that come back; the answers around a freeze.
 */
export async function keepsAgentContract(socketPath: string): Promise<void> {
  const socket = connect(socketPath);
  try {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => (bytes = Buffer.concat([bytes, chunk])));
    const ask = async (text: string, prefix = Buffer.alloc(0)) => {
      bytes = Buffer.alloc(0);
      socket.write(Buffer.concat([prefix, Buffer.from(`${text}\n`)]));
      const isDone = () =>
        bytes.at(-1) === 0x0a && (prefix.length === 0 || bytes.subarray(0, -1).lastIndexOf(0xff) >= 0);
      while (!isDone()) await once(socket, 'data');
      return bytes;
    };
    const answerTo = async (execute: string) =>
      JSON.parse((await ask(JSON.stringify({ execute, id: 7 }))).toString()) as Record<string, unknown>;

    const synchronise = JSON.stringify({ execute: 'guest-sync-delimited', arguments: { id: 4711 }, id: 3 });
    const raw = await ask(synchronise, Buffer.of(0xff));
    const at = raw.lastIndexOf(0xff);
    assert.ok(raw.subarray(0, at).toString().startsWith('{"error"'), 'the stray byte is an error first');
    assert.deepEqual(JSON.parse(raw.subarray(at + 1).toString()), { return: 4711, id: 3 });

    assert.deepEqual(await answerTo('guest-fsfreeze-status'), { return: 'thawed', id: 7 });
    assert.deepEqual(await answerTo('guest-fsfreeze-thaw'), { return: 0, id: 7 });
    const unknown = await answerTo('guest-teleport');
    assert.deepEqual(unknown['error'], {
      class: 'CommandNotFound',
      desc: 'The command guest-teleport has not been found',
    });

    const frozen = await answerTo('guest-fsfreeze-freeze');
    assert.ok((frozen['return'] as number) > 0, JSON.stringify(frozen));
    assert.deepEqual(await answerTo('guest-fsfreeze-status'), { return: 'frozen', id: 7 });
    assert.deepEqual(await answerTo('guest-fsfreeze-thaw'), { return: frozen['return'], id: 7 });
    assert.deepEqual(await answerTo('guest-fsfreeze-status'), { return: 'thawed', id: 7 });
  } finally {
    socket.destroy();
  }
}
