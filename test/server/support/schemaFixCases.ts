import { list, toFile, type FixCase } from './formFixCases';

const encrypted = (inside: string): string =>
  list(
    `<disk name="vda" type="file"><target file="/a"><encryption format="luks">${inside}</encryption></target></disk>`,
  );

/** Documents that are well-formed, and that the schema does not allow. */
export const schemaFixCases: FixCase[] = [
  [
    'foreign-namespace',
    '<domainbackup><disks xmlns="u"><disk name="vda"/></disks></domainbackup>',
    'Remove the namespace',
    list('<disk name="vda"/>'),
  ],
  [
    'foreign-namespace',
    '<domainbackup xmlns:q="u"><q:foo/><incremental>a</incremental></domainbackup>',
    'Remove "q:foo"',
    '<domainbackup xmlns:q="u"><incremental>a</incremental></domainbackup>',
  ],
  [
    'foreign-namespace',
    '<domainbackup xmlns="http://x"><disks/></domainbackup>',
    'Remove the namespace',
    '<domainbackup><disks/></domainbackup>',
  ],
  [
    'invalid-value',
    list('<disk name="vda" backup="NO"/>'),
    'Did you mean "no"?',
    list('<disk name="vda" backup="no"/>'),
  ],
  ['invalid-value', '<domainbackup mode="psh"/>', 'Did you mean "push"?', '<domainbackup mode="push"/>'],
  [
    'invalid-value',
    '<domainbackup mode="psh"><incremental>a</incremental></domainbackup>',
    'Did you mean "push"?',
    '<domainbackup mode="push"><incremental>a</incremental></domainbackup>',
  ],
  ['invalid-value', list(toFile('vda', 'x/vda')), 'Write /x/vda', list(toFile('vda', '/x/vda'))],
  ['invalid-value', list(toFile('vda', '../vda')), 'Write /vda', list(toFile('vda', '/vda'))],
  ['invalid-value', list(toFile('vda', 'file:///x/vda')), 'Write /x/vda', list(toFile('vda', '/x/vda'))],
  ['invalid-value', list(toFile('vda', ' /x/vda')), 'Write "/x/vda"', list(toFile('vda', '/x/vda'))],
  ['invalid-value', list('<disk name="hda1 "/>'), 'Write "hda1"', list('<disk name="hda1"/>')],
  ['invalid-value', list('<disk name="/dev/sda"/>'), 'Write "sda"', list('<disk name="sda"/>')],
  ['invalid-value', list('<disk name="nvme0"/>'), 'Write "nvme0n1"', list('<disk name="nvme0n1"/>')],
  ['invalid-value', list('<disk name=""/>'), 'Write "vda"', list('<disk name="vda"/>')],
  [
    'misplaced-attribute',
    list('<disk name="vda" backup="no" type="file"/><disk name="vdb"/>'),
    'Remove the attribute "type"',
    list('<disk name="vda" backup="no"/><disk name="vdb"/>'),
  ],
  [
    'misplaced-element',
    list('<disk name="vda" type="file">\n<target file="/a"/>\n<target file="/b"/>\n</disk>'),
    'Remove "target"',
    list('<disk name="vda" type="file">\n<target file="/a"/>\n</disk>'),
  ],
  [
    'misplaced-attribute',
    list('<disk name="vda" type="block"><target file="/a"/></disk>'),
    'Write "dev"',
    list('<disk name="vda" type="block"><target dev="/a"/></disk>'),
  ],
  [
    'misplaced-attribute',
    list('<disk name="vda" type="block"><target file="/a"/></disk>'),
    'Write type="file"',
    list(toFile('vda', '/a')),
  ],
  [
    'misplaced-attribute',
    list('<disk name="vda" exportname="x"/>'),
    'Add mode="pull", then: Add <server>',
    `<domainbackup mode="pull"><disks><disk name="vda" exportname="x"/></disks>
  <server name="localhost"/>
</domainbackup>`,
  ],
  [
    'misplaced-element',
    list('<disk name="vda" type="file"><scratch file="/a"/></disk>'),
    'Write "target"',
    list(toFile('vda', '/a')),
  ],
  [
    'misplaced-element',
    list('<disk name="vda" type="file"><scratch file="/a"></scratch></disk>'),
    'Add mode="pull", then: Add <server>',
    `<domainbackup mode="pull"><disks><disk name="vda" type="file"><scratch file="/a"></scratch></disk></disks>
  <server name="localhost"/>
</domainbackup>`,
  ],
  [
    'misplaced-element',
    `<domainbackup mode="pull"><server name="h"/><disks>${toFile('vda', '/a')}</disks></domainbackup>`,
    'Write "scratch"',
    '<domainbackup mode="pull"><server name="h"/><disks><disk name="vda" type="file"><scratch file="/a"/></disk></disks></domainbackup>',
  ],
  [
    'missing-attribute',
    '<domainbackup mode="pull"><server transport="unix"/></domainbackup>',
    'Add socket="/run/backup.sock"',
    '<domainbackup mode="pull"><server transport="unix" socket="/run/backup.sock"/></domainbackup>',
  ],
  [
    'missing-attribute',
    '<domainbackup><disk><target file="/a"/></disk></domainbackup>',
    'Add name="/var/lib/libvirt/images/vda.qcow2"',
    '',
  ],
  ['missing-attribute', list('<disk/>'), 'Add name="vda"', list('<disk name="vda"/>')],
  [
    'missing-attribute',
    list('<disk name="vda"><target dev="/a"/></disk>'),
    'Add type="block"',
    list('<disk name="vda" type="block"><target dev="/a"/></disk>'),
  ],
  [
    'missing-element',
    '<domainbackup>\n  <disks/>\n</domainbackup>',
    'Add <disk>',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n  </disks>\n</domainbackup>',
  ],
  [
    'missing-element',
    '<domainbackup mode="pull"/>',
    'Add <server>',
    '<domainbackup mode="pull">\n  <server name="localhost"/>\n</domainbackup>',
  ],
  [
    'missing-element',
    list('<disk name="vda" type="file"><target file="/a"><encryption format="luks"/></target></disk>'),
    'Add <secret>',
    '',
  ],
  [
    'missing-element',
    encrypted('\n<cipher name="aes" size="256"/>\n'),
    'Add <secret> and <ivgen>',
    encrypted(
      '\n<cipher name="aes" size="256"/>\n  <secret type="passphrase" uuid="3e3fce45-4f53-4fa7-bb32-11f34168b82b"/>\n  <ivgen name="plain64"/>\n',
    ),
  ],
  [
    'missing-element',
    encrypted('\n<cipher name="aes" size="256"/>\n<secret type="passphrase" usage="x"/>\n'),
    'Add <ivgen>',
    encrypted(
      '\n<cipher name="aes" size="256"/>\n<secret type="passphrase" usage="x"/>\n  <ivgen name="plain64"/>\n',
    ),
  ],
  [
    'missing-element',
    '<domaincheckpoint>\n  <parent/>\n</domaincheckpoint>',
    'Add <name>',
    '<domaincheckpoint>\n  <parent>\n    <name>monday</name>\n  </parent>\n</domaincheckpoint>',
  ],
  [
    'mixed-dialects',
    '<domainbackup>\n  <disks>\n    <disk name="vda"/>\n  </disks>\n  <disk name="vdb">\n    <target file="/b" format="raw"/>\n  </disk>\n</domainbackup>',
    'Convert to the current format',
    '',
  ],
  [
    'mixed-dialects',
    '<domainbackup><disk name="vda"><driver type="raw"/></disk></domainbackup>',
    'Convert to the current format',
    list('<disk name="vda" type="file"><driver type="raw"/></disk>'),
  ],
  [
    'unexpected-text',
    '<domainbackup>\n  monday\n</domainbackup>',
    'Make it a comment',
    '<domainbackup>\n  <!-- monday -->\n</domainbackup>',
  ],
  [
    'unexpected-text',
    list('disk name="vda" type="file"><target file="/a"/></disk>'),
    'Insert "<"',
    list(toFile('vda', '/a')),
  ],
  ['unknown-attribute', list('<disk nmae="vda"/>'), 'Did you mean "name"?', list('<disk name="vda"/>')],
  [
    'unknown-attribute',
    list('<disk name="vda" color="red"/>'),
    'Remove the attribute "color"',
    list('<disk name="vda"/>'),
  ],
  [
    'unknown-element',
    list('<dsik name="vda"></dsik>'),
    'Did you mean "disk"?',
    list('<disk name="vda"></disk>'),
  ],
  [
    'unknown-element',
    list('<disk name="vda"/><cdrom><a/></cdrom>'),
    'Remove "cdrom"',
    list('<disk name="vda"/>'),
  ],
];
