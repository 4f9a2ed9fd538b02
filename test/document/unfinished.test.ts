import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const push = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

/** Documents that are being written: what is not finished is said once, and everything else is still checked. */
const cases: [what: string, input: string, expected: string[]][] = [
  [
    'an element name',
    push('\n<⟦di⟧\n<disk name="⟦x⟧"/>'),
    [
      'unclosed-start-tag: the start tag of "di" must end with ">" or "/>"',
      'invalid-value: value of attribute "name" is "x"; expected a disk target such as vda',
    ],
  ],
  [
    'no name yet',
    push('\n⟦<⟧\n<disk name="vda"/>'),
    ['unescaped-less-than: "<" must be followed by an element\'s name; write &lt; for the character itself'],
  ],
  [
    'an attribute name',
    push('\n<⟦disk⟧ na\n<disk name="vda"/>'),
    ['unclosed-start-tag: the start tag of "disk" must end with ">" or "/>"'],
  ],
  [
    'an attribute name in a whole tag',
    push('<disk ⟦na⟧/>'),
    ['attribute-without-value: attribute "na" has no value; write na="…"'],
  ],
  [
    'an attribute before its value',
    push('<disk name="vda" ⟦type⟧=><target file="/a"/></disk>'),
    ['attribute-without-value: attribute "type" has no value; write type="…"'],
  ],
  [
    'a value',
    push('\n<disk name=⟦"v⟧\n<disk name="vda"/>'),
    ['unclosed-quote: the value of attribute "name" has no closing quote'],
  ],
  [
    'a disk without end tag among others',
    push('\n<⟦disk⟧ name="vda">\n<disk name="vdb"/>'),
    ['unclosed-element: element "disk" has no end tag </disk>'],
  ],
  [
    'a target without end tag',
    push('<disk name="vda" type="file"><⟦target⟧ file="/a"><driver type="⟦x⟧"/></disk>'),
    [
      'unclosed-element: element "target" has no end tag </target>',
      'invalid-value: value of attribute "type" is "x"; expected qcow2 or raw',
    ],
  ],
  [
    'the whole document',
    '<⟦domainbackup⟧ mode="⟦x⟧">',
    [
      'unclosed-element: element "domainbackup" has no end tag </domainbackup>',
      'invalid-value: value of attribute "mode" is "x"; expected push or pull',
    ],
  ],
  [
    'an end tag',
    push('<disk name="vda">⟦</⟧'),
    ['unfinished-end-tag: the end tag is not finished; expected </disk>'],
  ],
  [
    'the last end tag',
    '<domainbackup><disks><disk name="vda"/></disks>⟦</domainbackup⟧',
    ['unfinished-end-tag: the end tag is not finished; expected </domainbackup>'],
  ],
];

describe('A document is checked while it is being written', () => {
  for (const [what, input, expected] of cases) {
    test(what, () => {
      const marked = unmark(input);
      assertProblems(marked, checkDocument(parseDocument(marked.text)), expected);
    });
  }
});
