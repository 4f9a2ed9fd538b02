import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { accept, itemsAt } from './support/completionCheck';

const places: [title: string, before: string, after: string, labels: string[]][] = [
  [
    'push mode',
    '<domainbackup mode="push"><disks>',
    '</disks></domainbackup>',
    ['disk to a file', 'disk to a block device', 'excluded disk'],
  ],
  [
    'the mode by default',
    '<domainbackup><disks>',
    '</disks></domainbackup>',
    ['disk to a file', 'disk to a block device', 'excluded disk'],
  ],
  [
    'pull mode',
    '<domainbackup mode="pull"><server name="localhost"/><disks>',
    '</disks></domainbackup>',
    ['disk with a scratch file', 'disk with a scratch block device', 'excluded disk'],
  ],
  [
    'the dialect of 2017',
    '<domainbackup><name>weekly</name>',
    '</domainbackup>',
    ['disk to a file', 'disk to a block device'],
  ],
];

for (const [title, before, after, labels] of places) {
  describe(`whole disks in ${title}`, () => {
    test('are offered after single elements', async () => {
      const found = (await itemsAt(`${before}\n<|\n${after}`)).map(({ label }) => label);
      assert.deepEqual(found.slice(-labels.length), labels);
      assert.ok(found.includes('disk'));
    });
    for (const label of labels) {
      test(`${label} is right once its stops are filled`, async () => {
        // What is alone in its list must not be the only disk that takes part.
        const other = '<disk name="vdz"/>'.repeat(title.startsWith('the dialect') ? 0 : 1);
        const inserted = await accept(`${before}${other}\n|\n${after}`, label);
        const document = parseDocument(filled(inserted));
        assert.deepEqual(checkDocument(document), [], document.text);
        assert.equal(await accept(`${before}${other}\n<di|\n${after}`, label), inserted);
      });
    }
  });
}

/** Writes into each stop what belongs there, the first of several values. */
function filled(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/name="\$\d+"/g, 'name="vda"')
    .replace(/(file|dev)="\$\d+"/g, '$1="/backup/vda"')
    .replaceAll('$0', '');
}

test('each stop of a whole disk has a number', async () => {
  assert.equal(
    await accept('<domainbackup><disks>|</disks></domainbackup>', 'disk to a file'),
    `<domainbackup><disks><disk name="$1" type="file">
	<target file="$2"/>
	<driver type="\${3|qcow2,raw|}"/>$0
</disk></disks></domainbackup>`,
  );
});

test('a client without snippets is offered single elements only', async () => {
  const items = await itemsAt('<domainbackup><disks>|</disks></domainbackup>', { capabilities: {} });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['disk', 'disk/'],
  );
});

test('no whole disk is offered where none may stand, or where only its name is to be replaced', async () => {
  for (const marked of [
    '<domainbackup><incremental>a</incremental>|</domainbackup>',
    '<domainbackup><disks><di|sk name="vda"/></disks></domainbackup>',
    '<domainbackup><disks><disk name="vda" backup="no">|</disk></disks></domainbackup>',
  ]) {
    assert.ok(
      (await itemsAt(marked)).every(({ label }) => !label.includes(' ')),
      marked,
    );
  }
});
