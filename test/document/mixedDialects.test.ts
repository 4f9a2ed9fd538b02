import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const mixed = (libvirt: string, rfc: string): string =>
  `mixed-dialects: the document mixes two dialects: ${libvirt} belongs to libvirt's current one, ${rfc} to the one of 2017; expected one of them throughout`;
const direct = '"disk" directly inside "domainbackup"';

/** The root's name is marked, and after it whatever else is reported. */
const cases: [what: string, input: string, expected: string[]][] = [
  [
    'a list and direct disks',
    '<⟦domainbackup⟧><disks><disk name="vda"/></disks><disk name="vdb"><target file="/a"/></disk></domainbackup>',
    [mixed('"disks"', direct)],
  ],
  [
    "a target's format under a list",
    '<⟦domainbackup⟧><disks><disk name="vda" type="file"><target file="/a" format="raw"/></disk></disks></domainbackup>',
    [mixed('"disks"', '"format" of "target"')],
  ],
  [
    'a driver under a direct disk',
    '<⟦domainbackup⟧><disk name="vda" type="file"><target file="/a"/><driver type="raw"/></disk></domainbackup>',
    [mixed('"driver"', direct)],
  ],
  [
    'ten things of each, and a slip besides',
    '<⟦domainbackup⟧ mode="push"><name>x</name><description>y</description><incremental>z</incremental><disks><disk name="vda" backup="no"/></disks><disk name="vdb" backup="yes"><driver type="qcow2"/><target file="/a" format="qcow2"/></disk><⟦foo⟧/></domainbackup>',
    [mixed('"mode"', '"name"'), 'unknown-element: element "foo" is not allowed here'],
  ],
  [
    'what a reader comes to first of each',
    '<⟦domainbackup⟧><description>x</description><incremental>z</incremental><name>x</name><disks><disk name="vda"/></disks></domainbackup>',
    [mixed('"incremental"', '"description"')],
  ],
  [
    'a name first, and no mode',
    '<⟦domainbackup⟧><name>weekly</name><incremental>monday</incremental><disks><disk name="vda" type="file"><target file="/a"/></disk></disks></domainbackup>',
    [mixed('"incremental"', '"name"')],
  ],
  [
    'a description first, and no mode',
    '<⟦domainbackup⟧><description>weekly</description><disks><disk name="vda"/></disks></domainbackup>',
    [mixed('"disks"', '"description"')],
  ],
  [
    'a mode and a name',
    '<⟦domainbackup⟧ mode="push"><name>x</name></domainbackup>',
    [mixed('"mode"', '"name"')],
  ],
];

describe('A document that mixes the dialects', () => {
  for (const [what, input, expected] of cases) {
    test(`is told so once: ${what}`, () => {
      const marked = unmark(input);
      const problems = checkDocument(parseDocument(marked.text)).filter(
        ({ code }) => code !== 'duplicate-disk',
      );
      assertProblems(marked, problems, expected);
    });
  }

  test('has one mark of each dialect pointed at', () => {
    const { text, ranges } = unmark(
      '<domainbackup><⟦disks⟧><disk name="vda"/></disks><⟦name⟧>x</name></domainbackup>',
    );
    const [problem] = checkDocument(parseDocument(text));
    assert.deepEqual(
      problem?.related?.map(({ range }) => range),
      ranges,
    );
  });

  test('is not seen in what is still being typed', () => {
    const codes = checkDocument(parseDocument('<domainbackup><disks><disk name="vda"/></disks><name')).map(
      ({ code }) => code,
    );
    assert.ok(!codes.includes('mixed-dialects'), codes.join());
  });
});
