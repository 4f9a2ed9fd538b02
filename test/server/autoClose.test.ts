import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { AutoCloseRequest } from '../../server/protocol';
import { ask, uri } from './support/ask';

const cases: [title: string, marked: string, expected: string | null][] = [
  ['a start tag that was just ended gets its end tag', '<domainbackup>|', '$0</domainbackup>'],
  ['so it does inside others', '<domainbackup><disks>|</domainbackup>', '$0</disks>'],
  ['so it does with attributes', '<domainbackup><disk name="a>b">|</domainbackup>', '$0</disk>'],
  [
    'so it does before another element of its name',
    '<domainbackup><disks><disk name="vda">|<disk name="vdb"></disk></disks></domainbackup>',
    '$0</disk>',
  ],
  [
    'so it does inside an element of its name',
    '<domainbackup><a x=""><a x="">|</a></domainbackup>',
    '$0</a>',
  ],
  [
    'so it does before a misspelled end tag of the one around it',
    '<domainbackup><disks><disk name="vda"><target file="/a">|</dsik></disks></domainbackup>',
    '$0</target>',
  ],
  ['an element that is closed in what follows is not closed again', '<domainbackup>|\n</domainbackup>', null],
  ['not even far away', '<domainbackup>|<disks><disk name="a"/></disks>\n</domainbackup>', null],
  [
    'nor where an end tag after its content has no other start tag',
    '<domainbackup><disks><disk name="vda">|<target file="/a"/></disk><disk name="b"></disk></disks></domainbackup>',
    null,
  ],
  [
    'nor where that is after others of its name',
    '<domainbackup><disks><disk>|<disk name="b"></disk></disk></disks></domainbackup>',
    null,
  ],
  [
    'nor where what is in it is not closed',
    '<domainbackup><disks><disk name="vda">|<target file="/a"></disk></disks></domainbackup>',
    null,
  ],
  ['a tag that ends itself is not closed', '<domainbackup/>|', null],
  ['an end tag is not closed', '<domainbackup><disks></disks>|</domainbackup>', null],
  ['a > in a value closes nothing', '<domainbackup mode="a>|"/>', null],
  ['a > in text closes nothing', '<domainbackup>a >|</domainbackup>', null],
  ['a > in a comment closes nothing', '<domainbackup><!-- <a>| --></domainbackup>', null],
  ['a > in CDATA closes nothing', '<domainbackup><![CDATA[<a>|]]></domainbackup>', null],
  ['</ is completed', '<domainbackup><disks></|</domainbackup>', 'disks>'],
  ['</ is completed at the end', '<domainbackup><disks></disks></|', 'domainbackup>'],
  ['</ is completed before a >', '<domainbackup></|>', 'domainbackup'],
  [
    '</ is completed before more content',
    '<domainbackup><disks></|\n<disk name="a"/></domainbackup>',
    'disks>',
  ],
  [
    '</ is not completed where the element is closed on another line',
    '<domainbackup></|\n</domainbackup>',
    null,
  ],
  ['</ is not completed before a name', '<domainbackup></|domainbackup>', null],
  ['</ outside of the root completes nothing', '<domainbackup/></|', null],
  ['</ in a comment completes nothing', '<domainbackup><!-- </| --></domainbackup>', null],
  ['</ in a value completes nothing', '<domainbackup><disk name="</|"/></domainbackup>', null],
];

for (const [title, marked, expected] of cases) {
  test(`${title}: ${marked}`, async () => {
    const { answer } = await closed(marked);
    assert.equal(TextEdit.is(answer) ? answer.newText : answer, expected);
  });
}

/** What is typed where it stands already, and the text after it; `$0` is where the cursor is then. */
const typedOver: [title: string, marked: string, expected: string][] = [
  ['</ before its end tag', '<domainbackup></|</domainbackup>', '<domainbackup></domainbackup>'],
  [
    '</ behind text and before white space',
    '<domainbackup><name>a</| </name></domainbackup>',
    '<domainbackup><name>a</name></domainbackup>',
  ],
  [
    '</ before the end tag of another element',
    '<domainbackup><disks><disk name="vda"></|</disks></domainbackup>',
    '<domainbackup><disks><disk name="vda"></disk></disks></domainbackup>',
  ],
  [
    '> in a start tag',
    '<domainbackup><disks>|></disks></domainbackup>',
    '<domainbackup><disks>$0</disks></domainbackup>',
  ],
  [
    '> in a tag that ends itself',
    '<domainbackup><disk name="vda"/>|></domainbackup>',
    '<domainbackup><disk name="vda"/>$0</domainbackup>',
  ],
  [
    '> in an end tag',
    '<domainbackup><disks></disks>|></domainbackup>',
    '<domainbackup><disks></disks>$0</domainbackup>',
  ],
  [
    '> before the end of a tag that ended itself',
    '<domainbackup><disks><disk name="vda">|/></disks></domainbackup>',
    '<domainbackup><disks><disk name="vda">$0</disk></disks></domainbackup>',
  ],
  [
    '> in a start tag whose end tag is missing',
    '<domainbackup><disks>|></domainbackup>',
    '<domainbackup><disks>$0</disks></domainbackup>',
  ],
];

for (const [title, marked, expected] of typedOver) {
  test(`what is there already is typed over: ${title}`, async () => {
    const { answer, text } = await closed(marked);
    assert.ok(TextEdit.is(answer));
    assert.equal(TextDocument.applyEdits(TextDocument.create(uri, 'xml', 1, text), [answer]), expected);
  });
}

function closed(marked: string): Promise<{ text: string; answer: unknown }> {
  return ask(marked, (connection, place) => connection.sendRequest(AutoCloseRequest.method, place));
}
