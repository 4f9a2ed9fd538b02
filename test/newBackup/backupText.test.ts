import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupText } from '../../client/newBackup/backupText';
import { stampOf } from '../../client/newBackup/stamp';
import type { MachineDrive } from '../../client/store/nodes';
import { checkDocument, parseDocument, readDefinition } from '../../engine';

const size = 1;
const vda: MachineDrive = { name: 'vda', size, source: '/images/a.qcow2', access: 'writable' };
const cdrom: MachineDrive = { name: 'sda', size, source: '/images/cd.iso', access: 'read-only' };
const byPath: MachineDrive = {
  name: 'libvirt-1-format',
  size,
  source: '/images/b&"c<.raw',
  access: 'writable',
};
const stamp = '20261125-1030';

/** The document's disks as the engine understands them: name and target. */
function disksOf(text: string): [string, string | undefined][] {
  assert.deepEqual(checkDocument(parseDocument(text)), [], text);
  const { disks } = readDefinition(text);
  assert.ok(disks !== 'all');
  return disks.map(({ name, target }) => [name, target.path]);
}

test("a new document lists a machine's writable disks in libvirt's language, each with a target of its own", () => {
  const { text, unnamed } = backupText({ machine: 'web 1', drives: [vda, cdrom], folder: '/backup', stamp });
  assert.deepEqual(disksOf(text), [['vda', '/backup/web-1-vda-20261125-1030.qcow2']]);
  assert.equal(readDefinition(text).dialect, 'libvirt');
  assert.deepEqual(unnamed, []);
});

test("a disk that has no target name is listed by its path, in the RFC's language", () => {
  const { text } = backupText({ machine: 'm', drives: [vda, byPath], folder: '/b', stamp });
  assert.deepEqual(disksOf(text), [
    ['vda', '/b/m-vda-20261125-1030.qcow2'],
    ['/images/b&"c<.raw', '/b/m-libvirt-1-format-20261125-1030.qcow2'],
  ]);
  assert.equal(readDefinition(text).dialect, 'rfc');
});

test('a disk that cannot be named is left out and told', () => {
  const nowhere: MachineDrive = { name: 'node7', size, access: 'writable' };
  const { text, unnamed } = backupText({ machine: 'm', drives: [vda, nowhere], folder: '/b', stamp });
  assert.deepEqual(
    disksOf(text).map(([name]) => name),
    ['vda'],
  );
  assert.deepEqual(unnamed, ['node7']);
});

test('whatever a machine and a folder are called, the document is valid and its targets lie in the folder', () => {
  for (const machine of ['../..', '"><x/>', '[a](command:b)', '.hidden', '…', '\u0000', 'ä ö']) {
    const folder = '/back up/"<&>';
    const { text } = backupText({ machine, drives: [vda], folder, stamp });
    const [[, target] = []] = disksOf(text);
    assert.match(target ?? '', /^\/back up\/"<&>\/[^/]+-vda-20261125-1030\.qcow2$/);
  }
});

test('a stamp is the local time, to the minute', () => {
  assert.equal(stampOf(new Date(2026, 10, 5, 9, 7)), '20261105-0907');
});
