import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SelectionRangeRequest, type SelectionRange } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ask } from './support/ask';

/** What gets selected from the cursor `|` on, step by step. */
const cases: [title: string, marked: string, steps: string[]][] = [
  [
    'from a value outwards',
    '<domainbackup><disks><disk name="v|da" backup="no"/></disks></domainbackup>',
    [
      'vda',
      '"vda"',
      'name="vda"',
      'name="vda" backup="no"',
      '<disk name="vda" backup="no"/>',
      '<disks><disk name="vda" backup="no"/></disks>',
      '<domainbackup><disks><disk name="vda" backup="no"/></disks></domainbackup>',
    ],
  ],
  [
    "from an attribute's name",
    '<domainbackup m|ode="push"></domainbackup>',
    ['mode', 'mode="push"', '<domainbackup mode="push">', '<domainbackup mode="push"></domainbackup>'],
  ],
  [
    "from an element's name",
    '<domain|backup><disks/></domainbackup>',
    ['domainbackup', '<domainbackup>', '<domainbackup><disks/></domainbackup>'],
  ],
  [
    'from an end tag',
    '<domainbackup><disks/></domain|backup>',
    ['domainbackup', '</domainbackup>', '<domainbackup><disks/></domainbackup>'],
  ],
  [
    'from words',
    '<domainbackup><incremental> mon|day </incremental></domainbackup>',
    [
      'monday',
      ' monday ',
      '<incremental> monday </incremental>',
      '<domainbackup><incremental> monday </incremental></domainbackup>',
    ],
  ],
  [
    'from between elements: the content first',
    '<domainbackup>\n | \n<disks/></domainbackup>',
    ['\n  \n', '\n  \n<disks/>', '<domainbackup>\n  \n<disks/></domainbackup>'],
  ],
  [
    'from a comment',
    '<domainbackup><!-- wh|y --></domainbackup>',
    ['why', '<!-- why -->', '<domainbackup><!-- why --></domainbackup>'],
  ],
  [
    'in a broken tag',
    '<domainbackup><disk name="v|da <disk name="vdb"/>',
    [
      'vda',
      '"vda',
      'name="vda',
      '<disk name="vda ',
      '<disk name="vda <disk name="vdb"/>',
      '<domainbackup><disk name="vda <disk name="vdb"/>',
    ],
  ],
];

for (const [title, marked, steps] of cases) {
  test(title, async () => {
    const { text, answer } = await ask(marked, (connection, { textDocument, position }) =>
      connection.sendRequest(SelectionRangeRequest.type, { textDocument, positions: [position] }),
    );
    const lines = TextDocument.create('memory:text', 'xml', 0, text);
    const found: string[] = [];
    for (let each: SelectionRange | undefined = answer?.[0]; each !== undefined; each = each.parent) {
      found.push(lines.getText(each.range));
    }
    assert.deepEqual(found, steps);
  });
}

test('every position gets a chain of its own', async () => {
  const { answer } = await ask('<domainbackup/>', (connection, { textDocument }) =>
    connection.sendRequest(SelectionRangeRequest.type, {
      textDocument,
      positions: [0, 3, 15].map((character) => ({ line: 0, character })),
    }),
  );
  assert.equal(answer?.length, 3);
});
