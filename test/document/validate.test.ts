import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const push = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;
const ofDisk = 'expected name, backupmode, incremental, backup or type';

const cases: [slip: string, input: string, expected: string[]][] = [
  ['nothing', '<domainbackup/>', []],
  [
    'nothing, with comments and CDATA',
    '<domainbackup>\n<!-- x --><incremental>mo<!-- y --><![CDATA[nday]]></incremental>\n</domainbackup>',
    [],
  ],
  [
    'two wrong values that decide about the rest',
    '<domainbackup mode="⟦psh⟧"><disks><disk name="vda" type="⟦filx⟧"><target file="/a"/></disk></disks></domainbackup>',
    [
      'invalid-value: value of attribute "mode" is "psh"; expected push or pull',
      'invalid-value: value of attribute "type" is "filx"; expected file or block',
    ],
  ],
  [
    'wrong values whose meaning the rest tells',
    '<domainbackup mode="⟦x⟧"><server transport="⟦y⟧" socket="/s"/><disks><disk name="vda" type="⟦z⟧"><scratch dev="/x"/></disk></disks></domainbackup>',
    [
      'invalid-value: value of attribute "mode" is "x"; expected push or pull',
      'invalid-value: value of attribute "transport" is "y"; expected tcp or unix',
      'invalid-value: value of attribute "type" is "z"; expected file or block',
    ],
  ],
  [
    'an empty value',
    push('<disk name="⟦⟧"/>'),
    ['invalid-value: value of attribute "name" is empty; expected a disk target such as vda'],
  ],
  [
    'values of a kind',
    '<domainbackup mode="pull"><server name="localhost" port="⟦x⟧"/><disks><disk name="vda"><scratch file="⟦a⟧"/></disk></disks></domainbackup>',
    [
      'invalid-value: value of attribute "port" is "x"; expected a port number',
      'invalid-value: value of attribute "file" is "a"; expected an absolute path',
    ],
  ],
  ['a missing attribute', push('<⟦disk⟧/>'), ['missing-attribute: attribute "name" is missing']],
  [
    'several missing attributes',
    push(
      '<disk name="vda" type="file"><target file="/a"><encryption format="luks"><secret type="passphrase" usage="x"/><⟦⟦cipher⟧⟧/><⟦ivgen⟧/></encryption></target></disk>',
    ),
    [
      'missing-attribute: attribute "name" is missing',
      'missing-attribute: attribute "size" is missing',
      'missing-attribute: attribute "name" is missing',
    ],
  ],
  [
    'one of two attributes',
    push(
      '<disk name="vda" type="file"><target file="/a"><encryption format="luks"><⟦secret⟧ type="passphrase"/></encryption></target></disk>',
    ),
    ['missing-attribute: attribute "uuid" or "usage" is missing'],
  ],
  [
    'an attribute that a child needs',
    push('<⟦disk⟧ name="vda"><target file="⟦a⟧"/></disk>'),
    [
      'missing-attribute: attribute "type" is missing; "target" needs it; expected file',
      'invalid-value: value of attribute "file" is "a"; expected an absolute path',
    ],
  ],
  [
    'a missing mode',
    '<⟦domainbackup⟧><server name="localhost"/></domainbackup>',
    ['missing-attribute: attribute "mode" is missing; "server" needs it; expected pull'],
  ],
  [
    'an unknown attribute',
    push('<disk name="vda" ⟦color⟧="red"/>'),
    [
      'unknown-attribute: attribute "color" is not allowed in "disk"; expected backupmode, incremental, backup or type',
    ],
  ],
  [
    'a misspelled attribute',
    push('<disk ⟦nmae⟧="⟦x⟧"/>'),
    [
      `unknown-attribute: attribute "nmae" is not allowed in "disk"; ${ofDisk}`,
      'invalid-value: value of attribute "nmae" is "x"; expected a disk target such as vda',
    ],
  ],
  [
    'an attribute that does not go with the others',
    push('<disk name="vda" backup="no" ⟦type⟧="file"/>').replace('</disks>', '<disk name="vdb"/></disks>'),
    [
      'misplaced-attribute: attribute "type" is not allowed in this "disk"; expected backupmode or incremental',
    ],
  ],
  [
    'an attribute of the other mode',
    push('<disk name="vda" ⟦exportname⟧="x"/>'),
    [
      'misplaced-attribute: attribute "exportname" is not allowed in this "disk"; expected backupmode, incremental, backup or type',
    ],
  ],
  [
    'an attribute with a prefix',
    '<domainbackup xmlns:x="u" ⟦x:mode⟧="push"/>',
    ['unknown-attribute: attribute "x:mode" is not allowed in "domainbackup"; expected mode'],
  ],
  [
    'a misspelled element',
    push('<⟦dsik⟧ name="vda" type="file"><target file="⟦a⟧"/></dsik>'),
    [
      'unknown-element: element "dsik" is not allowed here; expected disk',
      'invalid-value: value of attribute "file" is "a"; expected an absolute path',
    ],
  ],
  [
    'an unknown element',
    push('<⟦cdrom⟧ a="1"><b/>text</cdrom>'),
    ['unknown-element: element "cdrom" is not allowed here; expected disk'],
  ],
  [
    'an element of the other dialect',
    '<⟦domainbackup⟧><name>x</name><disks><foo/></disks></domainbackup>',
    [
      'mixed-dialects: the document mixes two dialects: "disks" belongs to libvirt\'s current one, "name" to the one of 2017; expected one of them throughout',
    ],
  ],
  [
    'an element twice',
    push('<disk name="vda" type="file"><target file="/a"/><⟦target⟧ file="/b"/></disk>'),
    ['misplaced-element: element "target" is already there; expected driver'],
  ],
  [
    'an element of another namespace',
    '<domainbackup><⟦x:disks⟧ xmlns:x="u"/></domainbackup>',
    [
      'foreign-namespace: element "x:disks" is in the namespace "u" and not allowed here; expected incremental, disks, name, description or disk',
    ],
  ],
  [
    'a root of another namespace',
    '<⟦domainbackup⟧ xmlns="u"><disks/></domainbackup>',
    [
      'foreign-namespace: element "domainbackup" is in the namespace "u" and not allowed here; expected domainbackup',
    ],
  ],
  [
    'another root',
    '<⟦domain⟧><disks/></domain>',
    [
      'unknown-element: "domain" is the definition of a machine, not a backup of its disks; write that in a file of its own, which begins with <domainbackup> or <domaincheckpoint>',
    ],
  ],
  [
    'a root of no known kind',
    '<⟦foo⟧/>',
    ['unknown-element: element "foo" is not allowed here; expected domainbackup or domaincheckpoint'],
  ],
  [
    'a misspelled root',
    '<⟦domianbackup⟧ mode="⟦x⟧"/>',
    [
      'unknown-element: element "domianbackup" is not allowed here; expected domainbackup',
      'invalid-value: value of attribute "mode" is "x"; expected push or pull',
    ],
  ],
  [
    'a missing element',
    '<domainbackup><⟦disks⟧/></domainbackup>',
    ['missing-element: element "disk" is missing in "disks"'],
  ],
  [
    'a missing server',
    '<⟦domainbackup⟧ mode="pull"/>',
    ['missing-element: element "server" is missing in "domainbackup"'],
  ],
  [
    'more than one missing element',
    push(
      '<disk name="vda" type="file"><target file="/a"><⟦encryption⟧ format="luks"><cipher name="aes" size="256"/></encryption></target></disk>',
    ),
    ['missing-element: element "encryption" is not complete; expected secret or ivgen'],
  ],
  [
    'text where none is allowed',
    '<domainbackup>\n ⟦push it⟧ \n<disks>⟦&amp;⟧<disk name="vda"/></disks></domainbackup>',
    [
      'unexpected-text: text is not allowed in "domainbackup"',
      'unexpected-text: text is not allowed in "disks"',
    ],
  ],
  [
    'a character that only looks like white space',
    '<domainbackup>⟦\u00A0⟧</domainbackup>',
    ['unexpected-text: text is not allowed in "domainbackup"'],
  ],
  [
    'such a character in a value',
    push('<disk name="vda" backup="⟦yes\u00A0⟧"/>'),
    ['invalid-value: value of attribute "backup" is "yes\u00A0"; expected no or yes'],
  ],
  [
    'a start tag that is misspelled beyond recognition, with its end tag',
    push('<⟦platter⟧ name="⟦x⟧"></disk>'),
    [
      'unknown-element: element "platter" is not allowed here; expected disk',
      'invalid-value: value of attribute "name" is "x"; expected a disk target such as vda',
    ],
  ],
  [
    'a start tag without its <',
    push('⟦disk name="vda" type="file">⟧<target file="/a"/></disk>'),
    ['unexpected-text: text is not allowed in "disks"; is "<" missing before "disk"?'],
  ],
  [
    'an end tag without its <',
    push('<⟦disk⟧ name="vda">/disk>\n<disk name="vdb"/>'),
    ['unclosed-element: element "disk" has no end tag </disk>'],
  ],
  [
    'a name and an attribute without white space',
    push('<⟦diskname⟧="vda" type="⟦x⟧"/>'),
    [
      'missing-space: white space is missing in "diskname", between element and attribute',
      'invalid-value: value of attribute "type" is "x"; expected file or block',
    ],
  ],
  [
    'slips in 3 of 4 disks',
    push(
      '<disk name="⟦a⟧"/><disk name="vda"/><disk name="⟦b⟧" backup="⟦x⟧"/><disk name="⟦c⟧" type="⟦y⟧"><driver type="raw"/></disk>',
    ),
    [
      'invalid-value: value of attribute "name" is "a"; expected a disk target such as vda',
      'invalid-value: value of attribute "name" is "b"; expected a disk target such as vda',
      'invalid-value: value of attribute "backup" is "x"; expected no or yes',
      'invalid-value: value of attribute "name" is "c"; expected a disk target such as vda',
      'invalid-value: value of attribute "type" is "y"; expected file or block',
    ],
  ],
];

describe('A document is held against the schema', () => {
  for (const [slip, input, expected] of cases) {
    test(`${slip}: every slip is reported once`, () => check(input, expected));
  }

  test('hundreds of slips are as many errors', () => {
    const disks = Array.from({ length: 450 }, (_, index) => {
      return `<disk name="vd${index}" type="filx"><target fiel="/${index}"/></disk>`;
    });
    assert.equal(problemsOf(push(disks.join(''))).length, 900);
  });
});

function problemsOf(text: string) {
  return checkDocument(parseDocument(text));
}

function check(input: string, expected: string[]): void {
  const marked = unmark(input);
  assertProblems(marked, problemsOf(marked.text), expected);
}
