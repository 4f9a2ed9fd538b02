import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBeginning } from '../../engine/document';

test('a document may begin where nothing stands yet, or the first letters of a root or of what it is called', () => {
  const yes = [
    '',
    ' \n',
    '\uFEFF',
    '<',
    '<dom',
    '<domaincheck',
    'd',
    'back',
    'backup',
    'checkpoint\n',
    'domainb',
  ];
  const declaration = '<?xml version="1.0"?>\n';
  for (const text of [...yes, ...yes.map((each) => declaration + each.trim())]) {
    assert.ok(isBeginning(text), JSON.stringify(text));
  }
});

test('other XML is no beginning, nor is what goes on', () => {
  for (const text of [
    '<project',
    '<domains',
    '<backup',
    '<domainbackup>',
    '<domain type',
    'a backup',
    '<!-- -->',
    '<?xml version="1.0"',
    '<!DOCTYPE',
    `${' '.repeat(100_000)}x`,
  ]) {
    assert.ok(!isBeginning(text), text.slice(0, 40));
  }
});
