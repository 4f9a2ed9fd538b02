import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentKind, OpenDocuments } from '../../client/store/openDocuments';

test('a document is what its root says, and while it has none yet what its language and name say', () => {
  const kinds = [
    ['domainbackup', '/a.domainbackup.xml', '<domainbackup>'],
    ['domainbackup', '/a.domainbackup.xml', ''],
    ['domainbackup', '/a.domaincheckpoint.xml', '<domaincheckpoint/>'],
    ['domainbackup', '/a.domaincheckpoint.xml', '<!-- soon -->'],
    ['domainbackup', 'Untitled-1', '<domaincheckpoint'],
    ['xml', '/a.xml', '<domainbackup/>'],
    ['xml', '/a.xml', '<domaincheckpoint/>'],
    ['xml', '/a.xml', '<domain/>'],
    ['plaintext', '/a.txt', '<domainbackup/>'],
  ] as const;
  assert.deepEqual(
    kinds.map(([languageId, path, text]) => documentKind(languageId, path, text)),
    ['backup', 'backup', 'checkpoint', 'checkpoint', 'checkpoint', 'backup', 'checkpoint', 'none', 'none'],
  );
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
