import { list, toFile, type FixCase } from './formFixCases';

/** Where the value, or what is around it, tells what was meant; and where one change calls for another. */
export const guessedFixCases: FixCase[] = [
  ['unknown-attribute', '<domainbackup type="push"/>', 'Did you mean "mode"?', '<domainbackup mode="push"/>'],
  [
    'unknown-attribute',
    '<domainbackup type="pull"><server name="h"/></domainbackup>',
    'Did you mean "mode"?',
    '<domainbackup mode="pull"><server name="h"/></domainbackup>',
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" type="file"><target file="/a"/><driver format="qcow2"/></disk>'),
    'Did you mean "type"?',
    list('<disk name="vda" type="file"><target file="/a"/><driver type="qcow2"/></disk>'),
  ],
  [
    'unknown-element',
    list(`${toFile('vda', '/a')}<volume name="vdb" type="file"><target file="/b"/></volume>`),
    'Write "disk"',
    list(toFile('vda', '/a') + toFile('vdb', '/b')),
  ],
  [
    'misplaced-element',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n  </disks>\n  <disks>\n    <!-- b -->\n    <disk name="vdb"/>\n  </disks>\n</domainbackup>',
    'Join it with the first "disks"',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n    <!-- b -->\n    <disk name="vdb"/>\n  </disks>\n</domainbackup>',
  ],
  [
    'misplaced-attribute',
    list('<disk name="vda" exportname="x" backupmode="incremental" type="file"/>'),
    'Remove the attribute "exportname"',
    list('<disk name="vda" backupmode="incremental" type="file"/>'),
  ],
  ['unknown-attribute', list('<disk dev="vda"/>'), 'Did you mean "name"?', list('<disk name="vda"/>')],
  [
    'unknown-element',
    '<domainbackup><diks name="vda"><target file="/a"/></diks></domainbackup>',
    'Did you mean "disk"?',
    '<domainbackup><disk name="vda"><target file="/a"/></disk></domainbackup>',
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" bakup="no"/>'),
    'Did you mean "backup"?',
    list('<disk name="vda" backup="no"/>'),
  ],
  [
    'invalid-value',
    '<domainbackup mode="pull"><server transport="FD" fdgroup="a"/></domainbackup>',
    'Did you mean "fd"?',
    '<domainbackup mode="pull"><server transport="fd" fdgroup="a"/></domainbackup>',
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" foo="bar"/><disk name="vdb" backupmode="incremental"/>'),
    'Remove the attribute "foo"',
    list('<disk name="vda"/><disk name="vdb" backupmode="incremental"/>'),
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" comment="x" backupmode="incremental"/>'),
    'Remove the attribute "comment"',
    list('<disk name="vda" backupmode="incremental"/>'),
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" since="c1" backupmode="incremental"/>'),
    'Did you mean "incremental"?',
    list('<disk name="vda" incremental="c1" backupmode="incremental"/>'),
  ],
  [
    'unknown-attribute',
    '<domainbackup incremental="c1"/>',
    'Write it as the element <incremental>',
    '<domainbackup>\n  <incremental>c1</incremental>\n</domainbackup>',
  ],
  [
    'unknown-attribute',
    '<domainbackup since="c1"><disks><disk name="vda" backupmode="incremental"/></disks></domainbackup>',
    'Write it as the element <incremental>',
    '',
  ],
  [
    'unknown-element',
    '<domainbackup><since>c1</since><disks><disk name="vda" backupmode="incremental"/></disks></domainbackup>',
    'Did you mean "incremental"?',
    '<domainbackup><incremental>c1</incremental><disks><disk name="vda" backupmode="incremental"/></disks></domainbackup>',
  ],
  [
    'unknown-element',
    '<domainbackup><since>c1</since><disks><disk name="vda" backupmode="incremental"/></disks></domainbackup>',
    'Remove "since"',
    list('<disk name="vda" backupmode="incremental"/>'),
  ],
  [
    'invalid-value',
    list('<disk name="vda" backupmode="ful"/><disk name="vdb" incremental="c"/>'),
    'Did you mean "full"?',
    list('<disk name="vda" backupmode="full"/><disk name="vdb" incremental="c"/>'),
  ],
  ['unknown-element', '<backup/>', 'Did you mean "domainbackup"?', '<domainbackup/>'],
  [
    'missing-attribute',
    list('<disk name="vda"/><disk/>'),
    'Add name="vdb"',
    list('<disk name="vda"/><disk name="vdb"/>'),
  ],
  [
    'invalid-value',
    '<domainbackup mode="psuh-pull"/>',
    'Write "pull", then: Add <server>',
    '<domainbackup mode="pull">\n  <server name="localhost"/>\n</domainbackup>',
  ],
  [
    'mixed-dialects',
    '<domainbackup mode="push">\n  <disk name="/images/a">\n    <target file="/a" format="qcow2"/>\n  </disk>\n</domainbackup>',
    'Convert to the format of 2017',
    '<domainbackup>\n  <disk name="/images/a">\n    <target file="/a" format="qcow2"/>\n  </disk>\n</domainbackup>',
  ],
  [
    'mixed-dialects',
    `<domainbackup>\n  <name>a</name>\n  <disks>\n    ${toFile('vda', '/a')}\n  </disks>\n  <disks>\n    <disk name="vdb" backup="no"/>\n  </disks>\n</domainbackup>`,
    'Convert to the current format',
    `<domainbackup>\n  <!-- name: a -->\n  <disks>\n    ${toFile('vda', '/a')}\n    <disk name="vdb" backup="no"/>\n  </disks>\n</domainbackup>`,
  ],
  [
    'mixed-dialects',
    '<domainbackup><name>a</name><server name="h"/></domainbackup>',
    'Convert to the current format, then: Add mode="pull"',
    '<domainbackup mode="pull"><!-- name: a --><server name="h"/></domainbackup>',
  ],
];
