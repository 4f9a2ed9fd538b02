import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type FormattingOptions,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ask, uri } from './support/ask';

const twoSpaces: FormattingOptions = { tabSize: 2, insertSpaces: true };

async function formatted(text: string, options = twoSpaces): Promise<string> {
  const { answer } = await ask(text, (connection, { textDocument }) =>
    connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options }),
  );
  return TextDocument.applyEdits(TextDocument.create(uri, 'xml', 0, text), answer ?? []);
}

/** Holds the formatted text against the expected one, and that one against itself. */
function formats(title: string, text: string, expected: string, options?: FormattingOptions): void {
  test(title, async () => {
    assert.equal(await formatted(text, options), expected);
    assert.equal(await formatted(expected, options), expected, 'a second time changes nothing');
  });
}

const unchanged = (title: string, text: string): void => formats(title, text, text);

describe('elements', () => {
  formats(
    'stand on lines of their own, by depth',
    '<domainbackup><disks><disk name="vda"><target file="/a"/></disk>  <disk name="vdb"/></disks></domainbackup>',
    `<domainbackup>
  <disks>
    <disk name="vda">
      <target file="/a"/>
    </disk>
    <disk name="vdb"/>
  </disks>
</domainbackup>`,
  );
  formats(
    'are indented by tabs if so wished',
    '<domainbackup>\n<disks>\n    <disk name="vda"/></disks></domainbackup>',
    '<domainbackup>\n\t<disks>\n\t\t<disk name="vda"/>\n\t</disks>\n</domainbackup>',
    { tabSize: 4, insertSpaces: false },
  );
  formats(
    'keep one blank line between them, and none at the ends',
    '<domainbackup>\n\n\n<incremental>a</incremental>\n\n\n\n<disks>\n\n<disk name="vda"/>\n  \n</disks>\n\n</domainbackup>',
    '<domainbackup>\n  <incremental>a</incremental>\n\n  <disks>\n    <disk name="vda"/>\n  </disks>\n</domainbackup>',
  );
  formats(
    'that are empty stay on one line, unless they were on two',
    '<domainbackup><disks> </disks><disks></disks><disks>\n\n</disks></domainbackup>',
    '<domainbackup>\n  <disks></disks>\n  <disks></disks>\n  <disks>\n  </disks>\n</domainbackup>',
  );
  formats('and the XML declaration stand on lines of their own', '  <domainbackup/>  ', '<domainbackup/>');
  formats(
    'stand behind a document type declaration',
    '<?xml version="1.0"?><!DOCTYPE x [ <!ENTITY a  "b"> ]><domainbackup/>',
    '<?xml version="1.0"?><!DOCTYPE x [ <!ENTITY a  "b"> ]>\n<domainbackup/>',
  );
});

describe('text', () => {
  unchanged('stays as it is', '<domainbackup>\n  <description>  two\n words </description>\n</domainbackup>');
  unchanged(
    'of white space stays as it is',
    '<domainbackup>\n  <description>  \n </description>\n</domainbackup>',
  );
  unchanged(
    'of white space written as a reference stays as it is',
    '<domainbackup>\n  <disks> &#32; </disks>\n</domainbackup>',
  );
  unchanged(
    'with elements in it stays as it is, and so do they',
    '<domainbackup>\n  <description> a <b  x = "y" > <c/> </b  ></description>\n</domainbackup>',
  );
  unchanged(
    'in CDATA stays as it is',
    '<domainbackup>\n  <description><![CDATA[ <a>\n ]]></description>\n</domainbackup>',
  );
  unchanged(
    'in CDATA is text, even if there is nothing in it',
    '<domainbackup>\n  <disks>  <![CDATA[]]> <disk name="vda"/></disks>\n</domainbackup>',
  );
  unchanged(
    'in elements that nobody knows stays as it is',
    '<domainbackup>\n  <unknown>  </unknown>\n</domainbackup>',
  );
  formats(
    'means something where xml:space says so',
    '<domainbackup><disks  xml:space="preserve"> <disk  name="vda"/> </disks></domainbackup>',
    '<domainbackup>\n  <disks xml:space="preserve"> <disk  name="vda"/> </disks>\n</domainbackup>',
  );
});

describe('comments and instructions', () => {
  formats(
    'keep their words, lines and places',
    '<!-- a\n   b --><?go  on?>\n<domainbackup> <!-- list -->\n<disks><disk name="vda"/> <!-- swap --><!-- x -->\n\n    <!-- next\n  one --><disk name="vdb"/><?go?>\n</disks></domainbackup><!-- end -->',
    `<!-- a
   b --><?go  on?>
<domainbackup> <!-- list -->
  <disks>
    <disk name="vda"/> <!-- swap --><!-- x -->

    <!-- next
  one -->
    <disk name="vdb"/><?go?>
  </disks>
</domainbackup><!-- end -->`,
  );
  unchanged('alone in an element may stay on its line', '<domainbackup> <!-- none --> </domainbackup>');
  formats(
    'alone in an element may have a line',
    '<domainbackup>\n<!-- none --></domainbackup>',
    '<domainbackup>\n  <!-- none -->\n</domainbackup>',
  );
});

describe('tags', () => {
  formats(
    'have one space before each attribute and none elsewhere',
    `<domainbackup   mode = 'pull'\t><disks ><disk\tname  ="a  &amp; 'b'"   backup="no"  /></disks\n></domainbackup >`,
    `<domainbackup mode='pull'>\n  <disks>\n    <disk name="a  &amp; 'b'" backup="no"/>\n  </disks>\n</domainbackup>`,
  );
  formats(
    'over several lines stay so, and end behind their last attribute',
    '<domainbackup>\n<disks><disk\nname="vda" type="file"\n\n      backup="yes"\n/></disks></domainbackup>',
    `<domainbackup>
  <disks>
    <disk
        name="vda" type="file"
        backup="yes"/>
  </disks>
</domainbackup>`,
  );
  unchanged('keep line ends inside quotes', '<domainbackup mode="\n   push"/>');
});

describe('the ends of lines', () => {
  formats(
    'stay CRLF',
    '<domainbackup>\r\n<disks>\r\n\r\n\r\n<disk name="vda"/><disk name="vdb"/></disks></domainbackup>\r\n',
    '<domainbackup>\r\n  <disks>\r\n    <disk name="vda"/>\r\n    <disk name="vdb"/>\r\n  </disks>\r\n</domainbackup>\r\n',
  );
  formats(
    'stay as they are in a mixed text',
    '<domainbackup>\n<disks>\r\n<disk name="vda"/>\n</disks>\r</domainbackup>',
    '<domainbackup>\n  <disks>\r\n    <disk name="vda"/>\n  </disks>\r</domainbackup>',
  );
  unchanged('do not matter to a byte order mark', '\uFEFF<domainbackup/>');
  unchanged('stay at the end of the text', '<domainbackup/>\n\n\n');
  formats('can be trimmed there', '<domainbackup/>\n \n\n', '<domainbackup/>\n', {
    ...twoSpaces,
    trimFinalNewlines: true,
  });
  formats('can be added there', '<!--\r\n-->\r\n<domainbackup/>  ', '<!--\r\n-->\r\n<domainbackup/>\r\n', {
    ...twoSpaces,
    insertFinalNewline: true,
  });
});

describe('what is not certain is left alone', () => {
  for (const text of [
    '<domainbackup><disks></domainbackup>',
    '<domainbackup   mode=push/>',
    '<domainbackup> <disk name="a/> </domainbackup>',
    '<domainbackup>  &nbsp; <disks/></domainbackup>',
    '<domainbackup/> <domainbackup/>',
    '<domainbackup>  <disks/> </domainbackup>  text',
    '',
    '   ',
  ]) {
    unchanged(JSON.stringify(text), text);
  }
  test('another document', async () => {
    const text = '<?xml version="1.0"?><!-- <domainbackup> --><domain><a/></domain>';
    const { answer } = await ask('', async (connection) => {
      const textDocument = { uri: 'file:///other.xml' };
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { ...textDocument, languageId: 'xml', version: 1, text },
      });
      return connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options: twoSpaces });
    });
    assert.deepEqual(answer, []);
  });
});

describe('a part of a document', () => {
  const lines = [
    '<domainbackup>',
    '<disks>',
    '<disk name="vda"  />',
    '<disk  name="vdb"/>',
    '</disks>',
    '</domainbackup>',
  ];
  const parts: [
    title: string,
    from: [number, number],
    to: [number, number],
    changed: Record<number, string>,
  ][] = [
    ['one line', [2, 0], [2, 5], { 2: '    <disk name="vda"/>' }],
    ['a line, by a place in it', [3, 2], [3, 2], { 3: '    <disk name="vdb"/>' }],
    [
      'whole lines up to the start of the next one',
      [2, 0],
      [4, 0],
      { 2: '    <disk name="vda"/>', 3: '    <disk name="vdb"/>' },
    ],
    ['the first line, which is right', [0, 0], [0, 3], {}],
    ['the last line, which is right', [5, 0], [5, 15], {}],
  ];
  for (const [title, [line, character], [endLine, endCharacter], changed] of parts) {
    test(`${title} can be formatted alone`, async () => {
      const text = lines.join('\n');
      const range = { start: { line, character }, end: { line: endLine, character: endCharacter } };
      const { answer } = await ask(text, (connection, { textDocument }) =>
        connection.sendRequest(DocumentRangeFormattingRequest.type, {
          textDocument,
          options: twoSpaces,
          range,
        }),
      );
      const result = TextDocument.applyEdits(TextDocument.create(uri, 'xml', 0, text), answer ?? []);
      assert.deepEqual(
        result.split('\n'),
        lines.map((each, index) => changed[index] ?? each),
      );
    });
  }
});
