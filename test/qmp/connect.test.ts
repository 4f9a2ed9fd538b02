import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { QmpClient, QmpConnectError, type QmpConnectReason } from '../../engine/qmp';
import { folderFor } from '../support/folderFor';
import { fakeMonitor, fakeServer, greeting } from './fakeMonitor';
import { keepsMonitorContract } from './monitorContract';

/** Short enough for a test, long enough for a loaded machine to answer when it does answer. */
const greetingTimeout = 300;

function failsBecause(reason: QmpConnectReason, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof QmpConnectError, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

test('the fake monitor keeps the contract that the real one keeps', async (t) => {
  const { path: socketPath } = await fakeMonitor(t, {
    'query-status': (request, socket) => socket.write(`{"return": {}, "id": ${request.id}}\r\n`),
  });
  await keepsMonitorContract(socketPath);
});

test('a greeting that comes in pieces is understood, and its version told', async (t) => {
  const address = await fakeServer(t, (socket) => {
    socket.write(greeting.slice(0, 20));
    setImmediate(() => {
      socket.write(greeting.slice(20));
      socket.on('data', () => socket.write('{"return": {}, "id": 1}'));
    });
  });
  const client = await QmpClient.connect(address);
  assert.deepEqual(client.version, { major: 7, minor: 2, micro: 22, package: 'Debian 1:7.2' });
  await client.close();
});

const forOthers: Array<[name: string, text: string]> = [
  ['an event', '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}'],
  ['a reply', '{"return": {}, "id": 57}'],
  ['a refusal', '{"id": 57, "error": {"class": "GenericError", "desc": "no"}}'],
];

for (const [name, text] of forOthers) {
  test(`${name} before the greeting, which was meant for the client before, is passed over`, async (t) => {
    const address = await fakeServer(t, (socket) => {
      socket.write(`${text}\r\n${greeting}`);
      socket.on('data', () => socket.write('{"return": {}, "id": 1}'));
    });
    const client = await QmpClient.connect(address);
    assert.equal(client.version.major, 7);
    await client.close();
  });
}

test('nothing is sent to a monitor that has not greeted', async (t) => {
  let received = '';
  const address = await fakeServer(t, (socket) => socket.on('data', (chunk) => (received += String(chunk))));
  await assert.rejects(
    QmpClient.connect(address, { greetingTimeout }),
    failsBecause('busy', /Another client/),
  );
  assert.equal(received, '');
});

test('half a greeting counts as none', async (t) => {
  const address = await fakeServer(t, (socket) => socket.write(greeting.slice(0, 20)));
  await assert.rejects(
    QmpClient.connect(address, { greetingTimeout }),
    failsBecause('busy', /second -qmp socket/),
  );
});

const foreign: Array<[name: string, text: string]> = [
  ['an answer of HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['the prompt of the human monitor', "QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) "],
  ['a banner of SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['JSON that is no greeting', '{"hello": "world"}\r\n'],
  ['a reply in place of the greeting', '{"return": {}}\r\n'],
];

for (const [name, text] of foreign) {
  test(`${name} is told apart from QMP at once`, async (t) => {
    const address = await fakeServer(t, (socket) => socket.write(text));
    await assert.rejects(QmpClient.connect(address), failsBecause('not-qmp', /does not speak QMP/));
  });
}

test('a real HTTP server is never taken for a monitor', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  // It says nothing until it is asked, as a busy monitor does.
  await assert.rejects(
    QmpClient.connect({ kind: 'tcp', host: '127.0.0.1', port }, { greetingTimeout }),
    failsBecause('busy', /127\.0\.0\.1/),
  );
});

for (const [what, beginning] of [
  ['text', 'x'],
  ['JSON', '{"QMP": {"version": "'],
] as const) {
  test(`a line of ${what} without an end is no greeting, and little of it is kept`, async (t) => {
    let sent = 0;
    const address = await fakeServer(t, (socket) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
      };
      socket.on('drain', more);
      socket.write(beginning);
      more();
    });
    await assert.rejects(QmpClient.connect(address), failsBecause('not-qmp', /does not speak QMP/));
    assert.ok(sent < 8 * 1024 * 1024, `${sent} bytes were taken`);
  });
}

test('a connection that is closed before the greeting says that QEMU is ending', async (t) => {
  const address = await fakeServer(t, (socket) => socket.destroy());
  await assert.rejects(QmpClient.connect(address), failsBecause('closed', /before the session began/));
});

test('a monitor that greets and then falls silent is not called busy', async (t) => {
  const address = await fakeServer(t, (socket) => socket.write(greeting));
  await assert.rejects(
    QmpClient.connect(address, { greetingTimeout }),
    failsBecause('timeout', /fell silent/),
  );
});

test('a failed connect leaves no connection behind', async (t) => {
  const gone: Array<Promise<unknown>> = [];
  const address = await fakeServer(t, (socket) => {
    gone.push(once(socket, 'close'));
    socket.resume();
  });
  await assert.rejects(QmpClient.connect(address, { greetingTimeout }));
  assert.equal(gone.length, 1);
  await Promise.all(gone);
});

test('an abort while waiting for the greeting rejects with its reason', async (t) => {
  const abort = new AbortController();
  const reason = new Error('no longer wanted');
  const address = await fakeServer(t, () => abort.abort(reason));
  await assert.rejects(QmpClient.connect(address, { signal: abort.signal }), (error) => error === reason);
  await assert.rejects(QmpClient.connect(address, { signal: abort.signal }), (error) => error === reason);
});

test('a missing socket, and one below a file, are told as missing', async (t) => {
  const folder = await folderFor(t);
  await writeFile(path.join(folder, 'file'), '');
  for (const name of ['none.sock', 'file/qmp.sock']) {
    await assert.rejects(
      QmpClient.connect({ kind: 'unix', path: path.join(folder, name) }),
      failsBecause('missing', /start QEMU with a QMP monitor/),
    );
  }
});

test('a port on which nothing listens is told as refused', async () => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(
    QmpClient.connect({ kind: 'tcp', host: '127.0.0.1', port }),
    failsBecause('refused', /Nothing listens/),
  );
});

test('a plain file in place of a socket is told as none, and so is a folder', async (t) => {
  const file = path.join(await folderFor(t), 'disk.qcow2');
  await writeFile(file, '');
  for (const other of [file, path.dirname(file)])
    await assert.rejects(
      QmpClient.connect({ kind: 'unix', path: other }),
      failsBecause('no-socket', /is no socket; give the path of a QMP monitor/),
    );
});

test('any other failure is told as unreachable, with what the system says', async () => {
  // A multicast address: the system refuses a TCP connection to it without asking any network.
  await assert.rejects(
    QmpClient.connect({ kind: 'tcp', host: '224.0.0.1', port: 4444 }),
    failsBecause('unreachable', /224\.0\.0\.1:4444 failed: .*ENETUNREACH/),
  );
});

test('a socket that the user may not open is told as denied', async (t) => {
  const address = await fakeMonitor(t, {});
  await chmod(address.path, 0);
  await chmod(path.dirname(address.path), 0o755);
  const connecting = asOrdinaryUser(() => QmpClient.connect(address));
  await assert.rejects(connecting, failsBecause('denied', /write permission/));
});

/** Root may open everything, so for the moment of the call it becomes somebody else. */
function asOrdinaryUser<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) {
    return action();
  }
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}
