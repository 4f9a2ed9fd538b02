import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { unmark } from './support/marked';

const inDisks = (text: string): string => `<domainbackup><disks>${text}</disks></domainbackup>`;

/** A slip, a document with the places marked that are to be reported, and the codes. */
const cases: [slip: string, marked: string, codes: string[]][] = [
  [
    'a name that is like one of the other dialect, before the list',
    '<domainbackup><⟦nam⟧>x</nam><disks><disk name="vda"/></disks></domainbackup>',
    ['unknown-element'],
  ],
  [
    'a longer one, before the checkpoint',
    '<domainbackup><⟦descripton⟧>x</descripton><incremental>a</incremental><disks><disk name="vda"/></disks></domainbackup>',
    ['unknown-element'],
  ],
  [
    'a name of the other dialect that is being typed before the list',
    '<domainbackup>\n<⟦description⟧\n<disks><disk name="vda"/></disks></domainbackup>',
    ['unclosed-start-tag'],
  ],
  [
    'the same with the end of its tag',
    '<domainbackup>\n<⟦name⟧>\n<disks><disk name="vda"/></disks></domainbackup>',
    ['unclosed-element'],
  ],
  [
    'an element around the name of a checkpoint',
    '<domainbackup><incremental><⟦name⟧>tuesday</name></incremental></domainbackup>',
    ['unknown-element'],
  ],
  [
    'the name of a checkpoint as an attribute',
    '<domainbackup><incremental ⟦checkpoint⟧="tuesday"/></domainbackup>',
    ['unknown-attribute'],
  ],
  [
    'a text that is written as an attribute',
    '<domaincheckpoint><name ⟦value⟧="x"/></domaincheckpoint>',
    ['unknown-attribute'],
  ],
  [
    'an element that is written as an attribute',
    '<domaincheckpoint><parent ⟦name⟧="x"/></domaincheckpoint>',
    ['unknown-attribute'],
  ],
  [
    'a format that the dialect of 2017 does not have',
    '<domainbackup><disk name="vda"><target file="/b" format="⟦luks⟧"/></disk></domainbackup>',
    ['invalid-value'],
  ],
  ['a slash that is doubled', inDisks('<disk name="vda">\n</⟦/⟧disk>'), ['unexpected-character']],
  ['a backslash in an end tag', inDisks('<disk name="vda">\n<⟦\\⟧disk>'), ['unexpected-character']],
  [
    'an instruction in a tag',
    inDisks('<disk ⟦<?pi?>⟧ name="vda" type="file"><target file="/a"/></disk>'),
    ['unexpected-character'],
  ],
  [
    'a CDATA section in a tag',
    inDisks('<disk ⟦<![CDATA[x]]>⟧ name="vda" type="file"><target file="/a"/></disk>'),
    ['unexpected-character'],
  ],
  [
    'a comment without end in a tag',
    inDisks('<disk name="vda" ⟦<!--⟧ unfinished type="file">\n<target file="/a"/></disk>'),
    ['unclosed-comment'],
  ],
  ['an & where no text may stand', inDisks('<disk name="vda"/>⟦a & b⟧'), ['unexpected-text']],
  ['a ]]> where no text may stand', inDisks('<disk name="vda"/>⟦]]> x⟧'), ['unexpected-text']],
  ['an entity where no text may stand', inDisks('<disk name="vda"/>⟦&nbsp;⟧'), ['unexpected-text']],
  [
    'a CDATA section without end between disks',
    inDisks('<disk name="vda"/>⟦<![CDATA[⟧ a <disk name="vdb"/>'),
    ['unclosed-cdata'],
  ],
  ['quotes that are doubled', inDisks('<disk name=⟦""vda""⟧/>'), ['missing-quotes']],
  ['single quotes that are doubled', inDisks("<disk name=⟦''vda''⟧ backup='yes'/>"), ['missing-quotes']],
  ['an = that is doubled', inDisks('<disk name=⟦=⟧"vda"/>'), ['unexpected-character']],
  ['a value without its name', inDisks('<disk ⟦"vda"⟧/>'), ['unexpected-character']],
  [
    'a value behind an = without its name',
    inDisks('<disk ⟦="vda"⟧ type="file"><target file="/a"/></disk>'),
    ['unexpected-character'],
  ],
  [
    'a value without the name that its content calls for',
    inDisks('<disk name="vda" ⟦"file"⟧><target file="/a"/></disk>'),
    ['unexpected-character'],
  ],
  ['white space behind </', inDisks('<disk name="vda"></⟦ ⟧disk>'), ['unexpected-character']],
  [
    'a disk that is ended by a slash before its content',
    inDisks(
      '<disk name="vda" type="file"/><driver type="qcow2"/> <target file="/a"/></⟦disk⟧><disk name="vdb"/>',
    ),
    ['unexpected-end-tag'],
  ],
  [
    'a list that is ended by a slash before its content',
    '<domainbackup><disks/><disk name="vda"/></⟦disks⟧></domainbackup>',
    ['unexpected-end-tag'],
  ],
  [
    'a root that is ended by a slash before its content',
    '<domainbackup/>\n<!-- a --><disks><disk name="vda"/></disks>\n</⟦domainbackup⟧>',
    ['unexpected-end-tag'],
  ],
  [
    'an end tag right behind an element that ends itself, behind another one',
    inDisks('<disk name="vda"/><disk name="vdb"/></⟦disk⟧>'),
    ['unexpected-end-tag'],
  ],
  [
    'two elements without end, one in the other, before what only goes around both',
    inDisks('<⟦disk⟧ name="vda" type="file"><⟦target⟧ file="/a"><disk name="vdb"/><disk name="vdc"/>'),
    ['unclosed-element', 'unclosed-element'],
  ],
  [
    'the same, with one more slip in what follows',
    inDisks('<⟦disk⟧ name="vda" type="file"><⟦target⟧ file="/a"><disk name="vdb" backup="⟦x⟧"/>'),
    ['unclosed-element', 'unclosed-element', 'invalid-value'],
  ],
  [
    'a disk in place of the list, with slips inside of each kind',
    '<domainbackup mode="push"><⟦disk⟧><disk name="vda" type="⟦flie⟧"><target file="⟦a⟧"/></disk><disk name="vdb" type="file"><target file="/b"/><driver ⟦typ⟧="raw"/></disk><disk name="⟦vdb⟧"/></disk></domainbackup>',
    ['unknown-element', 'invalid-value', 'invalid-value', 'unknown-attribute', 'duplicate-disk'],
  ],
  [
    'the same without a mode, and with the right end tag',
    '<domainbackup><⟦disk⟧><disk name="vda" backup="no"/><disk name="⟦⟧"/></disks></domainbackup>',
    ['unknown-element', 'invalid-value'],
  ],
];

for (const [slip, marked, codes] of cases) {
  test(`nothing is reported in consequence of another slip: ${slip}`, () => {
    const { text, ranges } = unmark(marked);
    const problems = checkDocument(parseDocument(text)).toSorted((a, b) => a.range.start - b.range.start);
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range]),
      codes.map((code, index) => [code, ranges[index]]),
    );
  });
}
