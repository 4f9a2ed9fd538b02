import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkDocument,
  DocumentError,
  isBackupDocument,
  isServedDocument,
  parseDocument,
  readDefinition,
} from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const list = (disks: string): string => `<domaincheckpoint><disks>${disks}</disks></domaincheckpoint>`;

const cases: [what: string, input: string, expected: string[]][] = [
  ['nothing', '<domaincheckpoint/>', []],
  [
    'all that libvirt writes',
    `<domaincheckpoint><name>a</name><parent><name>b</name></parent><creationTime>1525889631</creationTime>
     <disks><disk name="vda" checkpoint="bitmap" bitmap="a" size="0"/><disk name="/images/b" checkpoint="no"/></disks>
     <domain type="kvm" xmlns:q="urn:q" q:a="1"><q:x y="2">text</q:x></domain><description>c</description></domaincheckpoint>`,
    [],
  ],
  [
    'a name that is none',
    '<domaincheckpoint><name>⟦a/b⟧</name></domaincheckpoint>',
    ['invalid-text: text of element "name" is "a/b"; expected a name of letters, digits, _, - and .'],
  ],
  [
    'a disk that is left out and has a bitmap',
    list('<disk name="vda" checkpoint="no" ⟦bitmap⟧="x"/><disk name="vdb"/>'),
    ['misplaced-attribute: attribute "bitmap" is not allowed in this "disk"'],
  ],
  [
    'a misspelled root',
    '<⟦domaincheckpiont⟧></domaincheckpiont>',
    ['unknown-element: element "domaincheckpiont" is not allowed here; expected domaincheckpoint'],
  ],
  [
    'the end of the root in place of its name',
    '<⟦checkpoint⟧><disks><disk name="vda" ⟦backup⟧="no"/></disks></checkpoint>',
    [
      'unknown-element: element "checkpoint" is not allowed here; expected domaincheckpoint',
      'unknown-attribute: attribute "backup" is not allowed in "disk"; expected checkpoint, bitmap or size',
    ],
  ],
  [
    'a disk listed twice',
    list('<disk name="/a/b"/><disk name="⟦/a//b⟧"/>'),
    ['duplicate-disk: disk "/a/b" is listed twice'],
  ],
  [
    'no disk left',
    '<domaincheckpoint><⟦disks⟧><disk name="vda" checkpoint="no"/></disks></domaincheckpoint>',
    ['no-disk-left: every disk is excluded by checkpoint="no", so the checkpoint would hold nothing'],
  ],
];

describe('A checkpoint document', () => {
  for (const [what, input, expected] of cases) {
    test(`is held against its own schema and rules: ${what}`, () => {
      const marked = unmark(input);
      assertProblems(marked, checkDocument(parseDocument(marked.text)), expected);
    });
  }

  test('is served, but is no backup', () => {
    const document = parseDocument('<domaincheckpoint/>');
    assert.equal(isServedDocument(document), true);
    assert.equal(isBackupDocument(document), false);
    assert.throws(
      () => readDefinition('<domaincheckpoint/>'),
      (error) => error instanceof DocumentError && /expected domainbackup/.test(error.message),
    );
  });
});
