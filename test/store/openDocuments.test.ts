import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentKind, OpenDocuments } from '../../client/store/openDocuments';

test('a document is what its root says, and while it has none yet what its language and name say', () => {
  const kinds = [
    ['backup', 'domainbackup', '/a.domainbackup.xml', '<domainbackup>'],
    ['backup', 'domainbackup', '/a.domainbackup.xml', ''],
    ['checkpoint', 'domainbackup', '/a.domaincheckpoint.xml', '<domaincheckpoint/>'],
    ['checkpoint', 'domainbackup', '/a.domaincheckpoint.xml', '<!-- soon -->'],
    ['checkpoint', 'domainbackup', 'Untitled-1', '<domaincheckpoint'],
    ['backup', 'xml', '/a.xml', '<domainbackup/>'],
    ['checkpoint', 'xml', '/a.xml', '<domaincheckpoint/>'],
    ['backup', 'xml', '/a.xml', '<domianbackup/>'],
    ['backup', 'domainbackup', '/a.domainbackup.xml', '<domianbackup/>'],
    ['checkpoint', 'xml', '/a.xml', '<domainchekpoint/>'],
    ['none', 'xml', '/a.xml', '<domain/>'],
    ['none', 'plaintext', '/a.txt', '<domainbackup/>'],
  ] as const;
  for (const [kind, languageId, path, text] of kinds)
    assert.equal(documentKind(languageId, path, text), kind, `${languageId} ${path} ${text}`);
});

test('a document stays known when only the other side of a diff, which has the same path, is closed', () => {
  const open = new OpenDocuments();
  assert.equal(open.opened('file:///a.xml', '/a.xml', 'backup'), 'changed');
  assert.equal(open.opened('git:/a.xml?HEAD', '/a.xml', 'backup'), 'changed');
  assert.deepEqual(open.pathsOf('backup'), ['/a.xml']);
  assert.equal(open.closed('git:/a.xml?HEAD'), 'changed');
  assert.deepEqual(open.pathsOf('backup'), ['/a.xml']);
  assert.equal(open.opened('file:///a.xml', '/a.xml', 'backup'), 'same');
  assert.equal(open.opened('file:///a.xml', '/a.xml', 'checkpoint'), 'changed');
  assert.deepEqual(open.pathsOf('backup'), []);
  assert.deepEqual(open.pathsOf('backup', 'checkpoint'), ['/a.xml']);
  open.closed('file:///a.xml');
  assert.equal(open.closed('file:///a.xml'), 'same');
  assert.deepEqual(open.pathsOf('backup', 'checkpoint'), []);
});
