import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQemuCommand } from '../../client/discovery/commandLine';
import { monitorName } from '../../client/discovery/monitorName';
import { readTable } from '../../client/discovery/unixSockets';

/** @param line words parted by single blanks */
function socketsOf(line: string, cwd: string | undefined = '/home/me'): string[] | undefined {
  return readQemuCommand(line.split(' '), cwd)?.sockets;
}

const found: [what: string, line: string, sockets: string[]][] = [
  ['the short form', 'qemu-system-x86_64 -qmp unix:/run/a.qmp,server=on,wait=off', ['/run/a.qmp']],
  ['the old spelling', '/usr/bin/kvm --qmp unix:/run/a.qmp,server,nowait', ['/run/a.qmp']],
  ['the pretty form', 'qemu-system-arm -qmp-pretty unix:/run/a.qmp,server=on', ['/run/a.qmp']],
  ['a comma in a path', 'qemu-kvm -qmp unix:/run/a,,b.qmp,server=on', ['/run/a,b.qmp']],
  ['a relative path', 'qemu-kvm -qmp unix:vm/a.qmp,server=on', ['/home/me/vm/a.qmp']],
  ['a port', 'qemu-kvm -qmp tcp:localhost:4444,server=on,wait=off', ['localhost:4444']],
  ['a port of all addresses', 'qemu-kvm -qmp tcp::4444,server', ['127.0.0.1:4444']],
  ['a port of IPv6', 'qemu-kvm -qmp tcp:[::1]:4444,server=on', ['[::1]:4444']],
  [
    'a character device',
    'qemu-system-x86_64 -chardev socket,id=m,path=/run/a.qmp,server=on,wait=off -mon chardev=m,mode=control',
    ['/run/a.qmp'],
  ],
  [
    'a monitor that names its device first',
    'qemu-kvm -chardev socket,path=/run/a.qmp,server=yes,id=m -mon m,mode=control',
    ['/run/a.qmp'],
  ],
  [
    'a port of a character device',
    'qemu-kvm -chardev socket,id=m,host=0.0.0.0,port=4444,server=on -mon chardev=m,mode=control',
    ['127.0.0.1:4444'],
  ],
  [
    'the storage daemon, whose monitors speak QMP',
    'qemu-storage-daemon --chardev=socket,path=/run/d.qmp,server=on,wait=off,id=m --monitor=chardev=m',
    ['/run/d.qmp'],
  ],
  [
    'the storage daemon in JSON',
    'qemu-storage-daemon --chardev socket,id=m,path=/run/d.qmp,server=on --monitor {"id":"x","chardev":"m","mode":"control"}',
    ['/run/d.qmp'],
  ],
  [
    'a character device in JSON',
    'qemu-kvm -chardev {"id":"m","backend":{"type":"socket","data":{"server":true,"addr":{"type":"unix","data":{"path":"/run/a.qmp"}}}}} -mon chardev=m,mode=control',
    ['/run/a.qmp'],
  ],
  ["a human monitor, which is none of QMP's", 'qemu-kvm -monitor unix:/run/a.mon,server=on', []],
  ['a readline monitor', 'qemu-kvm -chardev socket,id=m,path=/run/a,server=on -mon chardev=m', []],
  ['a monitor that is a client itself', 'qemu-kvm -qmp unix:/run/a.qmp', []],
  ['a monitor on the terminal', 'qemu-kvm -qmp stdio', []],
  [
    "libvirt's own, an open socket",
    'qemu-kvm -chardev socket,id=m,fd=22,server=on -mon chardev=m,mode=control',
    [],
  ],
];

for (const [what, line, sockets] of found) {
  test(`the sockets of a QEMU are read from its command line: ${what}`, () => {
    assert.deepEqual(socketsOf(line), sockets);
  });
}

test('a relative path counts only where the folder of the process is known', () => {
  assert.deepEqual(readQemuCommand(['qemu-kvm', '-qmp', 'unix:a.qmp,server=on'], undefined)?.sockets, []);
});

test('the guest has its name in either spelling, with its commas', () => {
  const nameOf = (name: string) => readQemuCommand(['qemu-kvm', '-name', name], undefined)?.name;
  assert.equal(nameOf('guest=web,debug-threads=on'), 'web');
  assert.equal(nameOf('web'), 'web');
  assert.equal(nameOf('a,,b,debug-threads=on'), 'a,b');
});

test('a program that is no QEMU has no monitors, even with the same arguments', () => {
  for (const program of ['qemu-img', 'grep', 'qemu-nbd', '', 'vim']) {
    assert.equal(socketsOf(`${program} -qmp unix:/run/a.qmp,server=on`), undefined, program);
  }
});

test("the system's list of unix sockets tells which have a client", () => {
  const table = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '0000000029f3fb30: 00000002 00000000 00010000 0001 01 42857 /tmp/a.sock',
    '0000000061994a12: 00000002 00000000 00010000 0001 01  4285 /tmp/b with blank.sock',
    '000000006e670a59: 00000003 00000000 00000000 0001 03 43268 /tmp/b with blank.sock',
    '0000000074383b78: 00000003 00000000 00000000 0001 02     0 /tmp/a.sock',
    '00000000128ffec9: 00000003 00000000 00000000 0001 03 30324',
    '',
  ].join('\n');
  assert.deepEqual(
    [...readTable(table)],
    [
      ['/tmp/a.sock', 'free'],
      ['/tmp/b with blank.sock', 'in-use'],
    ],
  );
});

test('a machine without a name is called after its socket, or the folder that is its own', () => {
  assert.equal(monitorName('/run/vm1-backup.qmp'), 'vm1-backup');
  assert.equal(monitorName('/run/vm1/qmp.sock'), 'vm1');
  assert.equal(monitorName('/run/vm1/qmp2'), 'vm1');
  assert.equal(monitorName('/qmp'), 'qmp');
  assert.equal(monitorName('localhost:4444'), 'localhost:4444');
});
