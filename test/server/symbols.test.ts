import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentSymbol, DocumentSymbolRequest } from 'vscode-languageserver/node';
import { ask } from './support/ask';
import { withRanges } from './support/markedText';

async function symbolsOf(text: string): Promise<DocumentSymbol[]> {
  const { answer } = await ask(text, (connection, { textDocument }) =>
    connection.sendRequest(DocumentSymbolRequest.type, { textDocument }),
  );
  return (answer ?? []).map((symbol) => {
    assert.ok(DocumentSymbol.is(symbol));
    return symbol;
  });
}

/** An outline as text: two spaces a level, the detail in brackets. */
function outline(symbols: DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail === undefined ? '' : ` (${detail})`}`,
    ...outline(children ?? [], `${indent}  `),
  ]);
}

const cases: [title: string, text: string, expected: string[]][] = [
  [
    'disks show their names and where their backup goes',
    `<domainbackup><incremental>monday</incremental><disks>
      <disk name="vda" type="file"><target file="/backup/vda.qcow2"/><driver type="qcow2"/></disk>
      <disk name="vdb" backup="no"/><disk name="vdc"/>
    </disks></domainbackup>`,
    [
      'domainbackup',
      '  incremental (monday)',
      '  disks',
      '    vda (/backup/vda.qcow2)',
      '      target (/backup/vda.qcow2)',
      '      driver (qcow2)',
      '    vdb (excluded)',
      '    vdc',
    ],
  ],
  [
    'scratch files and servers are shown as well',
    `<domainbackup mode="pull"><server transport="unix" socket="/run/x"/>
      <disks><disk name="vda" type="block"><scratch dev="/dev/x"/></disk></disks></domainbackup>`,
    ['domainbackup', '  server (/run/x)', '  disks', '    vda (/dev/x)', '      scratch (/dev/x)'],
  ],
  [
    'a broken document has an outline',
    '<domainbackup><disks><disk name="vda"><target fil\n<disk name="vdb"/><',
    ['domainbackup', '  disks', '    vda', '      target', '      vdb'],
  ],
  [
    'long text is cut',
    `<domainbackup><description>${'word\n'.repeat(40)}</description></domainbackup>`,
    ['domainbackup', `  description (${'word '.repeat(12).slice(0, 59)}…)`],
  ],
];

for (const [title, text, expected] of cases) {
  test(title, async () => assert.deepEqual(outline(await symbolsOf(text)), expected));
}

test("a symbol's range is the element, and its selection the name", async () => {
  const text = '<domainbackup>\r\n  <disks><disk name="💾"/></disks></domainbackup>';
  const [root] = await symbolsOf(text);
  const disk = root?.children?.[0]?.children?.[0];
  assert.ok(disk);
  assert.equal(
    withRanges(text, [disk.range, disk.selectionRange]),
    '<domainbackup>\r\n  <disks>⟦<⟦disk⟧ name="💾"/>⟧</disks></domainbackup>',
  );
});
