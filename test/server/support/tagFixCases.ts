import { list, toFile, type FixCase } from './formFixCases';

/** What stands in a tag, or around it, and belongs to none. */
export const tagFixCases: FixCase[] = [
  ['unexpected-character', list('<disk name="vda"\\>'), 'Write "/"', list('<disk name="vda"/>')],
  ['unexpected-character', list('<disk ="vda"/>'), 'Insert the name "name"', list('<disk name="vda"/>')],
  ['unexpected-character', list("<disk 'vda'/>"), 'Insert the name "name"', list("<disk name='vda'/>")],
  [
    'unescaped-less-than',
    `<domainbackup>><<disks><disk name="vda"/></disks></domainbackup>`,
    'Remove "<"',
    `<domainbackup>><disks><disk name="vda"/></disks></domainbackup>`,
  ],
  [
    'unexpected-text',
    `<domainbackup><disks><disk name="vda"/>></disks></domainbackup>`,
    'Remove the text',
    list('<disk name="vda"/>'),
  ],
  [
    'malformed-xml-declaration',
    '<?XML version="1.0"?>\n<domainbackup/>',
    'Write <?xml version="1.0" encoding="UTF-8"?>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<domainbackup/>',
  ],
  [
    'missing-attribute',
    list('<disk>vda</disk>'),
    'Write it as the attribute name="vda"',
    list('<disk name="vda"/>'),
  ],
  [
    'missing-element',
    '<domaincheckpoint>\n  <parent>sunday</parent>\n</domaincheckpoint>',
    'Write it as the element <name>',
    '<domaincheckpoint>\n  <parent><name>sunday</name></parent>\n</domaincheckpoint>',
  ],
  [
    'unknown-attribute',
    list('<disk name="vda" type="block" dev="/dev/b"></disk>'),
    'Write it as the element <target dev="/dev/b"/>',
    '',
  ],
  [
    'invalid-text',
    '<domaincheckpoint><name>after the upgrade</name></domaincheckpoint>',
    'Write "after-the-upgrade"',
    '<domaincheckpoint><name>after-the-upgrade</name></domaincheckpoint>',
  ],
  [
    'invalid-value',
    list('<disk name="vda" backup="True"/>'),
    'Did you mean "yes"?',
    list('<disk name="vda" backup="yes"/>'),
  ],
  [
    'missing-attribute',
    list(
      '<disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="/a"/><target dev="vda" bus="virtio"/></disk>',
    ),
    'Write only <disk name="vda"/>',
    list('<disk name="vda"/>'),
  ],
  [
    'mixed-dialects',
    list('<disk name="vda" type="file"><target file="/a" format="qcow2"/><driver type="raw"/></disk>'),
    'Keep the format of "driver"',
    list('<disk name="vda" type="file"><target file="/a"/><driver type="raw"/></disk>'),
  ],
  [
    'mixed-dialects',
    list('<disk name="vda" type="file"><target file="/a" format="qcow2"/><driver type="raw"/></disk>'),
    'Keep the format of "target"',
    list('<disk name="vda" type="file"><target file="/a"/><driver type="qcow2"/></disk>'),
  ],
  [
    'unexpected-character',
    '<domainbackup"mode="push"><disks><disk name="vda"/></disks></domainbackup>',
    'Write a space',
    '<domainbackup mode="push"><disks><disk name="vda"/></disks></domainbackup>',
  ],
  [
    'text-outside-root',
    '<!-- a -->\ndomainbackup mode="push">\n  <disks><disk name="vda"/></disks>\n</domainbackup>',
    'Insert "<"',
    '<!-- a -->\n<domainbackup mode="push">\n  <disks><disk name="vda"/></disks>\n</domainbackup>',
  ],
  [
    'misplaced-attribute',
    '<domainbackup mode="pull"><server transport="unix" name="/run/a"/></domainbackup>',
    'Write "socket"',
    '<domainbackup mode="pull"><server transport="unix" socket="/run/a"/></domainbackup>',
  ],
  [
    'unexpected-character',
    list('<disk <!-- a -- b --> name="vda"/>'),
    'Move the comment before the tag',
    list('<!-- a -- b --><disk name="vda"/>'),
  ],
  [
    'unknown-element',
    list('<disk name="vda" type="file">\n</disk><target file="/a"><seclabel relabel="no"/></target>'),
    'Move it into the "disk" before it',
    list('<disk name="vda" type="file">\n  <target file="/a"><seclabel relabel="no"/></target>\n</disk>'),
  ],
  [
    'unexpected-character',
    list('<disk name="vda">\n<//disk>'),
    'Remove it',
    list('<disk name="vda">\n</disk>'),
  ],
  [
    'unexpected-character',
    list('<disk name="vda">\n<\\disk>'),
    'Write "/"',
    list('<disk name="vda">\n</disk>'),
  ],
  [
    'unexpected-character',
    list('<disk <?pi?> name="vda"/>'),
    'Move it before the tag',
    list('<?pi?><disk name="vda"/>'),
  ],
  [
    'unclosed-comment',
    list('<disk name="vda" <!-- unfinished type="file">\n</disk>'),
    'Insert "-->"',
    list('<disk name="vda" <!-- unfinished type="file" -->>\n</disk>'),
  ],
  [
    'foreign-namespace',
    '<p:domainbackup xmlns:p="urn:x" p:mode="push"><p:disks><p:disk p:name="vda"/></p:disks></p:domainbackup>',
    'Remove the prefix "p"',
    '<domainbackup mode="push"><disks><disk name="vda"/></disks></domainbackup>',
  ],
  [
    'unexpected-character',
    list('<disk name="vda" "file"><target file="/a"/></disk>'),
    'Insert the name "type"',
    list(toFile('vda', '/a')),
  ],
];
