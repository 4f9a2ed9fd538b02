import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * What the tests' fake monitor and the real one have in common, as bytes on a socket: the greeting,
 * no service before the negotiation, ids that come back, lines that end in CRLF.
 */
export async function keepsMonitorContract(socketPath: string): Promise<void> {
  const socket = connect(socketPath);
  try {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const nextLine = async () => {
      while (!text.includes('\n')) {
        await once(socket, 'data');
      }
      const end = text.indexOf('\n') + 1;
      const line = text.slice(0, end);
      text = text.slice(end);
      assert.ok(line.endsWith('\r\n'));
      return JSON.parse(line) as Record<string, unknown>;
    };
    const ask = async (execute: string, id: number) => {
      socket.write(`${JSON.stringify({ execute, arguments: {}, id })}\r\n`);
      return nextLine();
    };

    const { QMP } = (await nextLine()) as { QMP: { version: object; capabilities: string[] } };
    assert.deepEqual(Object.keys(QMP).toSorted(), ['capabilities', 'version']);
    assert.deepEqual(Object.keys(QMP.version).toSorted(), ['package', 'qemu']);
    assert.deepEqual(QMP.capabilities, ['oob']);

    const early = await ask('query-status', 7);
    assert.equal(early['id'], 7);
    const { class: errorClass, desc } = early['error'] as { class: string; desc: string };
    assert.equal(errorClass, 'CommandNotFound');
    assert.match(desc, /Expecting capabilities negotiation/);

    assert.deepEqual(await ask('qmp_capabilities', 8), { return: {}, id: 8 });
    const status = await ask('query-status', 9);
    assert.deepEqual(Object.keys(status).toSorted(), ['id', 'return']);
  } finally {
    socket.destroy();
  }
}
