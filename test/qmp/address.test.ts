import assert from 'node:assert/strict';
import test from 'node:test';
import { formatQmpAddress, parseQmpAddress, QmpAddressError, type QmpAddress } from '../../engine/qmp';

const readable: Array<[text: string, address: QmpAddress]> = [
  ['/run/vm.qmp', { kind: 'unix', path: '/run/vm.qmp' }],
  ['./vm.qmp', { kind: 'unix', path: './vm.qmp' }],
  ['vm.qmp', { kind: 'unix', path: 'vm.qmp' }],
  ['/run/with:colon', { kind: 'unix', path: '/run/with:colon' }],
  ['/run/ä b', { kind: 'unix', path: '/run/ä b' }],
  ['localhost:4444', { kind: 'tcp', host: 'localhost', port: 4444 }],
  ['127.0.0.1:1', { kind: 'tcp', host: '127.0.0.1', port: 1 }],
  ['[::1]:65535', { kind: 'tcp', host: '::1', port: 65535 }],
];

for (const [text, address] of readable) {
  test(`the address ${text} is understood, and written the same`, () => {
    assert.deepEqual(parseQmpAddress(text), address);
    assert.equal(formatQmpAddress(address), text);
  });
}

test('blanks around an address do not count', () => {
  assert.deepEqual(parseQmpAddress(' /run/vm.qmp\n'), { kind: 'unix', path: '/run/vm.qmp' });
});

const refused: Array<[text: string, hint: RegExp]> = [
  ['', /give the path of a unix socket/],
  ['localhost:0', /host:port/],
  ['localhost:65536', /host:port/],
  ['localhost:http', /host:port/],
  ['::1:4444', /\[IPv6\]:port/],
  ['[localhost]:4444', /\[IPv6\]:port/],
  [':4444', /host:port/],
  ['unix:/run/vm.qmp', /the path or host:port alone/],
  ['tcp:localhost:4444', /the path or host:port alone/],
  [`/${'ä'.repeat(60)}`, /longer than the 107 bytes/],
  ['/run/\0', /NUL/],
];

for (const [text, hint] of refused) {
  test(`${JSON.stringify(text.slice(0, 20))} is no address, and the error says how to write one`, () => {
    assert.throws(
      () => parseQmpAddress(text),
      (error) => error instanceof QmpAddressError && hint.test(error.message),
    );
  });
}
