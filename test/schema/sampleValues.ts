interface Samples {
  good: string[];
  bad: string[];
}

/** Values of each datatype of the schema, by its words, with a stress on the edges of what is allowed. */
export const samples: Record<string, Samples> = {
  'a disk target such as vda': {
    good: ['vda', 'vdb', 'sdc', 'hda', 'fd0', 'xvda1', 'ubda', 'ioemu:hda', 'vd_', 'nvme0n1', 'nvme10n2p3'],
    bad: [
      'vd',
      'vd-a',
      'xda',
      'ioemu:vda:b',
      ' vda',
      'vda ',
      'nvme0',
      'nvme0n1p',
      'nvmen1',
      'VDA',
      'vda.1',
      '',
      'vdä',
    ],
  },
  'an absolute path': {
    good: ['/backup/vda.qcow2', '/a b', 'C:\\backup', 'c:\\x', '//', '/ä', '/&<>"\''],
    bad: ['/', 'backup/vda', '', ' /x', 'C:/x', 'C:\\', './x', '~/x', '1:\\x'],
  },
  'a port number': {
    good: ['0', '1', '10809', '65536', '4294967295', '007'],
    bad: ['-1', '+1', '4294967296', '1.0', '', 'a', '1e3', '0x10'],
  },
  'a number of bits': { good: ['256', '128', '0'], bad: ['-256', '256 bits', '', '4294967296'] },
  'a host name': {
    good: ['localhost', 'backup.example.com', '-', '.', 'a-b', '256.1.1.1'],
    bad: ['a_b', 'a b', '', 'ä', 'host:1'],
  },
  'an IPv4 address': {
    good: ['127.0.0.1', '0.0.0.0', '255.255.255.255', '192.168.10.99'],
    bad: ['127.0.0.1:80', '127.0.0.1/8'],
  },
  'an IPv6 address': {
    good: words(
      ':: ::1 1:: 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1:2::7:8 fe80::aBcD:0 1:2:3:4::8 1::3:4:5:6:7:8',
      '::ffff:10.0.0.1 1:2:3:4:5:6:10.0.0.1 1::10.0.0.1 1:2::5:6:10.0.0.1 ::10.0.0.1 1:2:3:4:5::10.0.0.1',
      '::2:3:4:5:6:10.0.0.1 1:2:3:4::6:1.2.3.4',
    ),
    bad: words(
      ': ::: 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1::2::3 12345:: g:: ::1: :1:: 1:2:3:4:5:6:7:10.0.0.1 ::256.0.0.1',
      '::1.2.3 1.2.3.4:: [::1] 1::2:3:4:5:6:7:8 ::01.2.3.4',
    ),
  },
  'a name of letters, digits, _, - and .': {
    good: ['monday', '_', '-', '0', 'a.b-c_d', '1525889631'],
    bad: ['.a', 'a/b', 'a b', '', 'ä', ' a', 'a\n'],
  },
  'a time in seconds since 1970': {
    good: ['0', '1525889631', '18446744073709551615'],
    bad: ['-1', '1.5', '', 'now'],
  },
  'a number of bytes': { good: ['0', '1048576', '007'], bad: ['-1', '1 MiB', '', '18446744073709551616'] },
  'a UUID': {
    good: ['3e3fce45-4f53-4fa7-bb32-11f34168b82b', '3E3FCE454F534FA7BB3211F34168B82B'],
    bad: ['3e3fce45', '3e3fce45-4f53-4fa7-bb32-11f34168b82', '{3e3fce45-4f53-4fa7-bb32-11f34168b82b}', ''],
  },
};

/** Any text is good where the schema has words for a text, but no pattern. */
export const anyText = ['monday', 'two words', '', '&<>', 'ä', ' x ', '0'];

/** Spellings that a listed value is to be held against. */
export const nearValues = [
  'yes',
  'no',
  'Yes',
  ' no',
  'no ',
  'true',
  'push',
  'pull',
  'qcow2',
  'raw',
  'QCOW2',
  'file',
  'block',
  'full',
  '',
];

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
