import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { accept, itemsAt } from './support/completionCheck';

const labels = [
  'backup to a file',
  'backup to a block device',
  'backup of all disks',
  'incremental backup',
  'backup in the format of 2017',
  'checkpoint',
];

/** The text with the first of several values, or the example, in each stop; all variants of the choices. */
function variants(snippet: string): string[] {
  const text = snippet.replace(/\$\{\d+:((?:[^\\}]|\\.)*)\}/g, '$1').replaceAll('$0', '');
  const choice = /\$\{\d+\|([^|]*)\|\}/.exec(text);
  if (!choice) return [text];
  const [whole, values = ''] = choice;
  return values.split(',').flatMap((value) => variants(text.replace(whole, value)));
}

describe('whole documents', () => {
  for (const before of ['|', '<|', 'backup|', '<domain|', '<?xml version="1.0"?>\n<!-- nightly -->\n|']) {
    test(`are offered where a document begins: ${JSON.stringify(before)}`, async () => {
      const found = (await itemsAt(before)).map(({ label }) => label);
      assert.deepEqual(
        labels.filter((label) => !found.includes(label)),
        [],
      );
    });
  }

  for (const marked of [
    '<domainbackup>|</domainbackup>',
    '<domainbackup>\n  <|\n</domainbackup>',
    '<domainbackup><disks>|</disks></domainbackup>',
    '<domainbackup/>\n|',
    '<domainbackup/>\n<|',
    '<!-- | -->',
    '<|domainbackup mode="push"/>',
    '<domainbackup |/>',
  ]) {
    test(`are not offered where none may stand: ${JSON.stringify(marked)}`, async () => {
      const found = (await itemsAt(marked)).map(({ label }) => label);
      assert.deepEqual(
        labels.filter((label) => found.includes(label)),
        [],
      );
    });
  }

  for (const label of labels) {
    test(`${label} is a valid document as it is, with each choice`, async () => {
      const inserted = await accept('|', label);
      for (const text of variants(inserted)) {
        assert.doesNotMatch(text, /\$/);
        assert.deepEqual(checkDocument(parseDocument(text)), [], text);
      }
      assert.equal(await accept('<|', label), inserted);
    });
  }

  test('are not offered to a client without snippets', async () => {
    const found = (await itemsAt('|', { capabilities: {} })).map(({ label }) => label);
    assert.deepEqual(
      labels.filter((label) => found.includes(label)),
      [],
    );
  });
});
