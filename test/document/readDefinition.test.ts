import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DocumentError, readDefinition, type BackupDefinition } from '../../engine/document';

const cases: [what: string, text: string, expected: BackupDefinition][] = [
  [
    'an empty document takes every disk',
    '<domainbackup/>',
    { dialect: 'libvirt', mode: 'push', disks: 'all' },
  ],
  [
    'a listed disk has its defaults',
    '<domainbackup mode="push"><disks><disk name="vda"/></disks></domainbackup>',
    {
      dialect: 'libvirt',
      mode: 'push',
      disks: [{ name: 'vda', backup: 'yes', target: { type: 'file', format: 'qcow2' }, encryption: 'none' }],
    },
  ],
  [
    'everything of the current dialect',
    `<?xml version="1.0"?><!-- x --><domainbackup mode='pull'>
       <incremental> mon<!-- y -->day </incremental>
       <server transport="unix" socket="/s"/>
       <disks>
         <disk name="vda" type="block" backupmode="incremental" incremental="sun&amp;day">
           <scratch dev="/dev/&#x61;"><encryption format="luks"><secret type="passphrase" usage="x"/></encryption></scratch>
         </disk>
         <disk name="vdb" backupmode="full"><driver type="qcow2"/><scratch file="/b"/></disk>
         <disk name="vdc" backup="no"/>
       </disks>
     </domainbackup>`,
    {
      dialect: 'libvirt',
      mode: 'pull',
      incremental: 'monday',
      disks: [
        {
          name: 'vda',
          backup: 'yes',
          target: { type: 'block', path: '/dev/a', format: 'qcow2' },
          backupMode: 'incremental',
          incremental: 'sun&day',
          encryption: 'luks',
        },
        {
          name: 'vdb',
          backup: 'yes',
          target: { type: 'file', path: '/b', format: 'qcow2' },
          backupMode: 'full',
          encryption: 'none',
        },
        { name: 'vdc', backup: 'no', target: { type: 'file', format: 'qcow2' }, encryption: 'none' },
      ],
    },
  ],
  [
    'a target in raw',
    '<domainbackup><disks><disk name="vda" type="file"><driver type="raw"/><target file="/a b"/></disk></disks></domainbackup>',
    {
      dialect: 'libvirt',
      mode: 'push',
      disks: [
        {
          name: 'vda',
          backup: 'yes',
          target: { type: 'file', path: '/a b', format: 'raw' },
          encryption: 'none',
        },
      ],
    },
  ],
  [
    'everything of the dialect of 2017',
    `<domainbackup><name>\n 0012 </name><description><![CDATA[a < b]]>
       &amp; c</description>
       <disk name="/images/a"><target file="/a" format="raw"/></disk>
       <disk type="block" name="vdb"><target dev="/dev/b"/></disk></domainbackup>`.replace(
      ' format="raw"',
      '',
    ),
    {
      dialect: 'rfc',
      mode: 'push',
      name: '0012',
      description: 'a < b\n       & c',
      disks: [
        {
          name: '/images/a',
          backup: 'yes',
          target: { type: 'file', path: '/a', format: 'qcow2' },
          encryption: 'none',
        },
        {
          name: 'vdb',
          backup: 'yes',
          target: { type: 'block', path: '/dev/b', format: 'qcow2' },
          encryption: 'none',
        },
      ],
    },
  ],
];

describe('A document is read as a definition', () => {
  for (const [what, text, expected] of cases)
    test(what, () => assert.deepEqual(readDefinition(text), expected));

  test('with a warning all the same', () => {
    assert.equal(readDefinition('<!DOCTYPE domainbackup><domainbackup/>').disks, 'all');
  });

  test('but not if it has errors: they are all in what is thrown', () => {
    assert.throws(
      () => readDefinition('<domainbackup mode="psh"><disks><disk name="vda"/><disk name="vda"/></disks>'),
      (error) => {
        assert(error instanceof DocumentError);
        assert.deepEqual(
          error.problems.map(({ code }) => code),
          ['unclosed-element', 'invalid-value', 'duplicate-disk'],
        );
        assert.match(error.message, /has no end tag <\/domainbackup> \(and 2 more\)$/);
        return true;
      },
    );
  });

  test('and not if it is another document', () => {
    for (const text of ['', '{}', '<domain/>', '<domainbackup xmlns="u"/>']) {
      assert.throws(() => readDefinition(text), DocumentError);
    }
  });
});
