import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FoldingRangeRequest } from 'vscode-languageserver/node';
import { ask } from './support/ask';

/** Lines are counted from 0; `c` marks a comment. */
const cases: [title: string, lines: string[], expected: string[]][] = [
  [
    'elements fold up to the line before their end tag',
    ['<domainbackup>', '  <disks>', '    <disk name="vda"/>', '  </disks>', '</domainbackup>'],
    ['0-3', '1-2'],
  ],
  ['an element on one line does not fold', ['<domainbackup><disks/></domainbackup>'], []],
  ['an element without lines of content does not fold', ['<domainbackup>', '</domainbackup>'], []],
  ['comments fold whole', ['<!-- one', 'two', '-->', '<domainbackup/>'], ['0-2c']],
  [
    'a start tag over several lines folds with its content, and the content alone from its last line',
    ['<domainbackup', '  mode="push"', '  >', '  <disks/>', '</domainbackup>'],
    ['0-3', '2-3'],
  ],
  ['a tag without content folds', ['<domainbackup', '  mode="push"', '  />'], ['0-2']],
  [
    'an element that nothing ends folds up to its last child',
    ['<domainbackup>', '  <disks>', '    <disk name="vda"/>', '', ''],
    ['0-2', '1-2'],
  ],
];

for (const [title, lines, expected] of cases) {
  test(title, async () => {
    const { answer } = await ask(lines.join('\n'), (connection, { textDocument }) =>
      connection.sendRequest(FoldingRangeRequest.type, { textDocument }),
    );
    assert.deepEqual(
      answer?.map(
        ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === 'comment' ? 'c' : ''}`,
      ),
      expected,
    );
  });
}
