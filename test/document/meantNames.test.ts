import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const push = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;

/** Names that say what was meant, or do not, and things that stand elsewhere than where they belong. */
const cases: [what: string, input: string, expected: string[]][] = [
  [
    'an attribute that is like another one by chance, as its value shows',
    '<domainbackup ⟦node⟧="1"/>',
    ['unknown-attribute: attribute "node" is not allowed in "domainbackup"; expected mode'],
  ],
  [
    'a misspelled attribute with a misspelled value',
    '<domainbackup ⟦moed⟧="⟦psuh⟧"/>',
    [
      'unknown-attribute: attribute "moed" is not allowed in "domainbackup"; expected mode',
      'invalid-value: value of attribute "moed" is "psuh"; expected push or pull',
    ],
  ],
  [
    'a format that is not said',
    push('<disk name="vda" type="file"><⟦driver⟧/></disk>'),
    ['missing-attribute: attribute "type" is missing; expected qcow2 or raw'],
  ],
  [
    'a misspelled format of a misspelled driver',
    '<domainbackup><disks><disk name="vda" type="file"><⟦drvier⟧ ⟦tpye⟧="⟦qcow3⟧"/></disk></disks></domainbackup>',
    [
      'unknown-element: element "drvier" is not allowed here; expected target or driver',
      'unknown-attribute: attribute "tpye" is not allowed in "driver"; expected type',
      'invalid-value: value of attribute "tpye" is "qcow3"; expected qcow2 or raw',
    ],
  ],
  [
    'attributes that are written as elements',
    push('<disk><⟦name⟧>vda</name><⟦type⟧>file</type><target file="/a"/></disk>'),
    [
      'unknown-element: element "name" is not allowed here',
      'unknown-element: element "type" is not allowed here',
    ],
  ],
  [
    'a server among the disks',
    '<domainbackup mode="pull"><disks><disk name="vda"/><⟦server⟧ name="h"/></disks></domainbackup>',
    ['unknown-element: element "server" is not allowed here; expected disk'],
  ],
  [
    'a root whose first bracket is missing',
    '⟦domainbackup⟧ mode="push">\n  <disks><disk name="x"/></disks>\n</domainbackup>',
    [
      'text-outside-root: text is not allowed outside the root element; is "<" missing before "domainbackup"?',
    ],
  ],
];

describe('What was meant by a name is told from all that it goes with', () => {
  for (const [what, input, expected] of cases) {
    test(what, () => {
      const marked = unmark(input);
      assertProblems(marked, checkDocument(parseDocument(marked.text)), expected);
    });
  }
});
