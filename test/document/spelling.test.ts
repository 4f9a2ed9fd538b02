import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';

const disks = '<disks><disk name="vda"/></disks>';
const rfc = '<disk name="vda" type="file"><target file="/a"/></disk>';
const cases: [what: string, text: string, expected: string[]][] = [
  ['note is not name', `<domainbackup><note>x</note>${disks}</domainbackup>`, ['unknown-element']],
  ['date is not name', `<domainbackup><date>x</date>${disks}</domainbackup>`, ['unknown-element']],
  [
    'desc is the beginning of description, not disk',
    `<domainbackup><desc>x</desc>${rfc}</domainbackup>`,
    ['unknown-element: description'],
  ],
  [
    'of two names that begin so, the one is meant that goes with the content',
    '<domainbackup><dis name="vda"><target file="/a"/></dis></domainbackup>',
    ['unknown-element: disk'],
  ],
  ['done is not mode', `<domainbackup done="1">${disks}</domainbackup>`, ['unknown-attribute']],
  ['mdoe is mode', `<domainbackup mdoe="push">${disks}</domainbackup>`, ['unknown-attribute: mode']],
  ['nam is name', `<domainbackup><nam>x</nam>${rfc}</domainbackup>`, ['unknown-element: name']],
  ['domain is no beginning of domainbackup', '<domain><a/></domain>', ['unknown-element']],
  [
    'incermetnal is incremental',
    `<domainbackup><incermetnal>c</incermetnal>${disks}</domainbackup>`,
    ['unknown-element: incremental'],
  ],
];

for (const [what, text, expected] of cases) {
  test(`of a name that is not known, another one is meant only if that is likely: ${what}`, () => {
    const problems = checkDocument(parseDocument(text));
    assert.deepEqual(
      problems.map(({ code, meant }) => (meant === undefined ? code : `${code}: ${meant}`)),
      expected,
    );
  });
}
