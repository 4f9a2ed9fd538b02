import { list, toFile, type FixCase } from './formFixCases';

/** Documents that the schema allows, and that ask for what cannot be, or is not done. */
export const meaningFixCases: FixCase[] = [
  [
    'duplicate-disk',
    list('\n<disk name="vda"/>\n<disk name="vda"/>\n'),
    'Remove this disk',
    list('\n<disk name="vda"/>\n'),
  ],
  [
    'duplicate-target',
    list(toFile('vda', '/a.img') + toFile('vdb', '/a.img')),
    'Write /a-vdb.img',
    list(toFile('vda', '/a.img') + toFile('vdb', '/a-vdb.img')),
  ],
  [
    'duplicate-target',
    list(toFile('vda', '/a') + toFile('vdb', '/a')),
    'Leave the disk out of the backup (backup="no")',
    list(`${toFile('vda', '/a')}<disk name="vdb" backup="no"/>`),
  ],
  [
    'ignored-seclabel',
    list('<disk name="vda" type="file"><target file="/a"><seclabel relabel="no"/></target></disk>'),
    'Remove "seclabel"',
    list('<disk name="vda" type="file"><target file="/a"></target></disk>'),
  ],
  [
    'missing-checkpoint',
    list('<disk name="vda" backupmode="incremental"/>'),
    'Back up the disk in full',
    list('<disk name="vda" backupmode="full"/>'),
  ],
  [
    'missing-checkpoint',
    list('<disk name="vda" backupmode="incremental"/><disk name="vdb" incremental="tuesday"/>'),
    'Add incremental="tuesday"',
    list(
      '<disk name="vda" backupmode="incremental" incremental="tuesday"/><disk name="vdb" incremental="tuesday"/>',
    ),
  ],
  [
    'missing-checkpoint',
    list('<disk name="vda" incremental=""/>'),
    'Write incremental="monday"',
    list('<disk name="vda" incremental="monday"/>'),
  ],
  [
    'missing-checkpoint',
    '<domainbackup><incremental/></domainbackup>',
    'Write monday',
    '<domainbackup><incremental>monday</incremental></domainbackup>',
  ],
  [
    'missing-checkpoint',
    '<domainbackup><incremental/></domainbackup>',
    'Remove "incremental"',
    '<domainbackup></domainbackup>',
  ],
  [
    'no-disk-left',
    list('<disk name="vda" backup="no"/>'),
    'Remove "disks", so that every disk takes part',
    '<domainbackup></domainbackup>',
  ],
  [
    'partial-increment',
    '<domainbackup>\n  <disks>\n    <disk name="vda" incremental="a"/>\n    <disk name="vdb"/>\n  </disks>\n</domainbackup>',
    'Back up all disks since this checkpoint',
    '',
  ],
  [
    'raw-increment',
    list('<disk name="vda" type="file" incremental="a"><target file="/a"/><driver type="raw"/></disk>'),
    'Write "qcow2"',
    '',
  ],
  [
    'target-is-folder',
    list(toFile('vda', '/backup/')),
    'Write /backup/vda.qcow2',
    list(toFile('vda', '/backup/vda.qcow2')),
  ],
  [
    'target-is-source',
    '<domainbackup><disk name="/a"><target file="/a"/></disk></domainbackup>',
    'Write /a-backup',
    '<domainbackup><disk name="/a"><target file="/a-backup"/></disk></domainbackup>',
  ],
  [
    'unsupported-format',
    list('<disk name="vda" type="file"><target file="/a"/><driver type="vdi"/></disk>'),
    'Write "raw"',
    '',
  ],
  [
    'unsupported-transport',
    '<domainbackup mode="pull"><server transport="fd" fdgroup="x"/></domainbackup>',
    'Listen on a unix socket',
    '<domainbackup mode="pull"><server transport="unix" socket="/run/backup.sock"/></domainbackup>',
  ],
  [
    'unsupported-transport',
    '<domainbackup mode="pull"><server transport="fd"/></domainbackup>',
    'Listen on a TCP port',
    '<domainbackup mode="pull"><server transport="tcp" name="localhost"/></domainbackup>',
  ],
];
