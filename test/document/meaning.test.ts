import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

const list = (disks: string): string => `<domainbackup><disks>${disks}</disks></domainbackup>`;
const file = (name: string, path: string, more = ''): string =>
  `<disk name="${name}" type="file"><target file="${path}"/>${more}</disk>`;
const rfc = (name: string, path: string): string => `<disk name="${name}"><target file="${path}"/></disk>`;

const cases: [what: string, input: string, expected: string[]][] = [
  ['two disks', list(file('vda', '/a') + file('vdb', '/b')), []],
  [
    'a disk listed twice',
    list('<disk name="vda"/><disk name="⟦vda⟧" backup="no"/>'),
    ['error duplicate-disk: disk "vda" is listed twice'],
  ],
  [
    'a source listed twice',
    `<domainbackup>${rfc('/images/a', '/x')}${rfc('⟦/images//./a⟧', '/y')}</domainbackup>`,
    ['error duplicate-disk: disk "/images/a" is listed twice'],
  ],
  [
    'two disks with one target',
    list(file('vda', '/b/../a/x') + file('vdb', '⟦/a//x⟧')),
    ['error duplicate-target: /a/x is written by two disks, "vda" and "vdb"'],
  ],
  [
    'two disks with one scratch file',
    `<domainbackup mode="pull"><server name="localhost"/><disks><disk name="vda"><scratch file="/a"/></disk><disk name="vdb"><scratch file="⟦/a⟧"/></disk></disks></domainbackup>`,
    ['error duplicate-target: /a is written by two disks, "vda" and "vdb"'],
  ],
  [
    'a target that is a listed source',
    `<domainbackup>${rfc('/images/a', '/x')}${rfc('vdb', '⟦/images/a⟧')}</domainbackup>`,
    ['error target-is-source: /images/a is itself a disk of the machine; its data would be overwritten'],
  ],
  [
    'targets that are folders',
    list(file('vda', '⟦/b/⟧') + file('vdb', '⟦/c/..⟧') + file('vdc', '/b/..c') + file('vdd', '/b/c.')),
    [
      'error target-is-folder: /b/ names a folder; expected the path of a file in it',
      'error target-is-folder: /c/.. names a folder; expected the path of a file in it',
    ],
  ],
  [
    'targets on a drive of Windows',
    list(file('vda', '⟦C:\\b\\a.qcow2⟧') + file('vdb', '/c:\\b')),
    [
      'error relative-target: C:\\b\\a.qcow2 is a path of Windows; expected an absolute path, which begins with /',
    ],
  ],
  [
    'a target that is its own source',
    `<domainbackup>${rfc('/a', '⟦/./a⟧')}</domainbackup>`,
    ['error target-is-source: /a is itself a disk of the machine; its data would be overwritten'],
  ],
  [
    'a format that QEMU cannot write',
    list(file('vda', '/a', '<driver type="⟦vmdk⟧"/>')),
    ['error unsupported-format: QEMU cannot make a backup in format "vmdk"; expected qcow2 or raw'],
  ],
  [
    'the same in the dialect of 2017',
    '<domainbackup><disk name="vda"><target file="/a" format="⟦qed⟧"/></disk></domainbackup>',
    ['error unsupported-format: QEMU cannot make a backup in format "qed"; expected qcow2'],
  ],
  [
    'no such format',
    list(file('vda', '/a', '<driver type="⟦qcow3⟧"/>')),
    ['error invalid-value: value of attribute "type" is "qcow3"; expected qcow2 or raw'],
  ],
  ['raw', list(file('vda', '/a', '<driver type="raw"/>')), []],
  [
    'a line break in a path',
    list('<disk name="vda" type="file"><target file="⟦/new&#10;line/x⟧"/></disk>'),
    ['error invalid-value: value of attribute "file" has a line break; expected an absolute path'],
  ],
  [
    'an increment in raw',
    `<domainbackup><incremental>monday</incremental><disks>${file('vda', '/a', '<driver type="⟦raw⟧"/>')}</disks></domainbackup>`,
    ['error raw-increment: a raw image cannot tell which blocks an increment holds; qcow2 can'],
  ],
  [
    'every disk excluded',
    '<domainbackup><⟦disks⟧><disk name="vda" backup="no"/></disks></domainbackup>',
    ['error no-disk-left: every disk is excluded by backup="no", so there is nothing to back up'],
  ],
  [
    'every disk excluded in pull mode',
    '<domainbackup mode="pull"><server name="localhost"/><⟦disks⟧><disk name="vda" backup="no"/></disks></domainbackup>',
    ['error no-disk-left: every disk is excluded by backup="no", so there is nothing to export'],
  ],
  [
    'an incremental disk without checkpoint',
    list('<disk name="vda" backupmode="⟦incremental⟧"/>'),
    [
      'error missing-checkpoint: disk "vda" is to be incremental, but no checkpoint is named; expected the attribute or the element "incremental"',
    ],
  ],
  [
    'an empty checkpoint of a disk',
    list('<disk name="vda" incremental="⟦⟧"/>'),
    [
      'error missing-checkpoint: disk "vda" is to be incremental, but no checkpoint is named; expected the attribute or the element "incremental"',
    ],
  ],
  [
    'an empty checkpoint',
    '<domainbackup><⟦incremental⟧> </incremental></domainbackup>',
    ['error missing-checkpoint: "incremental" names no checkpoint; expected the name of a checkpoint'],
  ],
  [
    'a checkpoint for all disks',
    '<domainbackup><incremental>monday</incremental><disks><disk name="vda" backupmode="incremental"/><disk name="vdb" backupmode="full"/></disks></domainbackup>',
    [],
  ],
  [
    'a checkpoint for every disk by itself',
    list('<disk name="vda" incremental="monday"/><disk name="vdb" incremental="tuesday"/>'),
    [],
  ],
  [
    'a checkpoint for some disks only',
    list('<disk name="vda" incremental="⟦monday⟧"/><disk name="vdb"/>'),
    [
      'information partial-increment: only some disks are incremental, among them "vda"; the others are copied in full',
    ],
  ],
  [
    'file descriptors',
    '<domainbackup mode="pull"><server transport="⟦fd⟧" fdgroup="x"/></domainbackup>',
    ['error unsupported-transport: file descriptors cannot be passed by this program; expected tcp or unix'],
  ],
  [
    'a security label',
    list('<disk name="vda" type="file"><target file="/a"><⟦seclabel⟧ relabel="no"/></target></disk>'),
    ['information ignored-seclabel: only libvirt applies security labels; here this element has no effect'],
  ],
  [
    'a disk that is left out by a misspelled attribute',
    '<domainbackup><⟦disks⟧><disk name="vda" ⟦bakup⟧="no"/></disks></domainbackup>',
    [
      'error no-disk-left: every disk is excluded by backup="no", so there is nothing to back up',
      'error unknown-attribute: attribute "bakup" is not allowed in "disk"; expected backupmode, incremental, backup or type',
    ],
  ],
  [
    'a target that is misspelled and written twice',
    list(file('vda', '/a') + '<disk name="vdb" type="file"><⟦tagret⟧ file="⟦/a⟧"/></disk>'),
    [
      'error unknown-element: element "tagret" is not allowed here; expected target or driver',
      'error duplicate-target: /a is written by two disks, "vda" and "vdb"',
    ],
  ],
  [
    'an unknown attribute of one disk, and a checkpoint that another lacks',
    list('<disk name="vda" ⟦foo⟧="bar"/><disk name="vdb" backupmode="⟦incremental⟧"/>'),
    [
      'error unknown-attribute: attribute "foo" is not allowed in "disk"; expected backupmode, incremental, backup or type',
      'error missing-checkpoint: disk "vdb" is to be incremental, but no checkpoint is named; expected the attribute or the element "incremental"',
    ],
  ],
  [
    'an unknown element that names nothing, and a missing checkpoint',
    `<domainbackup><⟦foo⟧/><disks><disk name="vda" backupmode="⟦incremental⟧"/></disks></domainbackup>`,
    [
      'error unknown-element: element "foo" is not allowed here; expected incremental, disks, name, description or disk',
      'error missing-checkpoint: disk "vda" is to be incremental, but no checkpoint is named; expected the attribute or the element "incremental"',
    ],
  ],
  [
    'what may name the checkpoint that a disk lacks',
    list('<disk name="vda" ⟦since⟧="c1" backupmode="incremental"/>'),
    [
      'error unknown-attribute: attribute "since" is not allowed in "disk"; expected incremental, backup or type',
    ],
  ],
  [
    'a disk with both answers to whether it takes part',
    list('<disk name="vda" backup="no" ⟦backup⟧="yes"/>'),
    ['error duplicate-attribute: attribute "backup" is already there'],
  ],
  ...['ful', 'FULL', 'copy'].map((mode): [string, string, string[]] => [
    `a disk with backupmode="${mode}"`,
    list(`<disk name="vda" backupmode="⟦${mode}⟧"/><disk name="vdb" incremental="c"/>`),
    [`error invalid-value: value of attribute "backupmode" is "${mode}"; expected full or incremental`],
  ]),
];

describe('What the schema cannot say is checked', () => {
  for (const [what, input, expected] of cases) {
    test(what, () => {
      const marked = unmark(input);
      const problems = checkDocument(parseDocument(marked.text));
      assertProblems(
        marked,
        problems,
        expected.map((each) => each.replace(/^\w+ /, '')),
      );
      assert.deepEqual(
        problems.map(({ severity }) => severity),
        expected.map((each) => each.split(' ')[0]),
      );
    });
  }

  test('the other place is pointed at', () => {
    const disks = file('⟦vda⟧', '⟦/a⟧') + file('vda', '/b') + file('vdb', '/a');
    const { text, ranges } = unmark(list(disks));
    const related = checkDocument(parseDocument(text)).map((each) => each.related?.map(({ range }) => range));
    assert.deepEqual(related, [[ranges[0]], [ranges[1]]]);
  });

  test('a disk that is listed twice with one target is one problem', () => {
    const { text, ranges } = unmark(list(file('vda', '/a') + file('⟦ioemu:vda⟧', '/a')));
    const problems = checkDocument(parseDocument(text));
    assertProblems({ text, ranges }, problems, ['duplicate-disk: disk "vda" is listed twice']);
  });

  test('that only some disks are incremental is told once, with the places of the others', () => {
    const { text, ranges } = unmark(
      list('<disk name="vda" incremental="a"/><disk name="vdb" incremental="⟦b⟧"/><disk name="vdc"/>'),
    );
    const problems = checkDocument(parseDocument(text));
    assert.deepEqual(
      problems.map(({ code, related }) => [code, related?.map(({ range }) => range)]),
      [['partial-increment', ranges]],
    );
  });

  test('a document without domainbackup has no disks to speak of', () => {
    const problems = checkDocument(parseDocument('<a><disk name="x"/><disk name="x"/></a>'));
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['unknown-element'],
    );
  });
});
