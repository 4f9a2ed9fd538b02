import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetNameOf } from '../../engine/backup/machine/libvirtNames';
import { resolveDisk } from '../../engine/backup/machine/resolveDisk';
import { jobId, newRunId, nodeName, parseJobId, runTime } from '../../engine/backup/names/runId';
import { sourcePath } from '../../engine/backup/machine/sourcePath';
import type { Drive, Machine } from '../../engine';

for (const [alias, target] of [
  ['virtio-disk0', 'vda'],
  ['drive-virtio-disk25', 'vdz'],
  ['virtio-disk26', 'vdaa'],
  ['virtio-disk701', 'vdzz'],
  ['scsi0-0-0-0', 'sda'],
  ['scsi0-0-0-6', 'sdg'],
  ['scsi0-0-0-8', 'sdh'],
  ['scsi1-0-0-0', 'sdp'],
  ['scsi0-0-3', 'sdd'],
  ['sata0-0-1', 'sdb'],
  ['ide0-1-0', 'hdc'],
  ['fdc0-0-0', 'fda'],
  ['usb-disk2', 'sdc'],
  ['ua-virtio-disk1', 'vdb'],
  ['virtio1', 'vdb'],
  ['ide1-hd0', 'hdc'],
  ['floppy0', 'fda'],
  ['net0', undefined],
  ['ua-mydisk', undefined],
] as const) {
  test(`the alias ${alias} stands for ${target ?? 'no target'}`, () =>
    assert.equal(targetNameOf(alias), target));
}

test('a run id sorts and reads as its time, and job ids carry it with the disk', () => {
  const now = Date.UTC(2026, 10, 22, 23, 33, 55);
  const run = newRunId(now);
  assert.match(run, /^20261122-233355-[0-9a-z]{4}$/);
  assert.equal(runTime(run), now);
  const second = Array.from({ length: 1000 }, (_, millisecond) => newRunId(now + millisecond));
  assert.deepEqual(second.toSorted(), second);
  assert.match(second.at(-1)!, /^20261122-233355-[0-9a-z]{4}$/);
  assert.deepEqual(parseJobId(jobId(run, 3, 'vdd')), { run, index: 3, disk: 'vdd' });
  for (const disk of ['/images/a b.qcow2', '/ä_2f"', 'vda']) {
    assert.match(jobId(run, 0, disk), /^[A-Za-z][A-Za-z0-9._-]*$/);
    assert.equal(parseJobId(jobId(run, 0, disk))?.disk, disk);
  }
  assert.equal(parseJobId('backup-vda-libvirt-1-format'), undefined);
  assert.ok(nodeName(run, 99_999, 'protocol').length <= 31);
});

for (const [file, expected] of [
  ['/images/a.qcow2', '/images/a.qcow2'],
  ['/images/../a.qcow2', '/a.qcow2'],
  ['json:{"driver":"qcow2","file":{"driver":"file","filename":"/images/a.qcow2"}}', '/images/a.qcow2'],
  ['json:{"driver":"qcow2","file":{"driver":"throttle","file":{"driver":"file","filename":"/a"}}}', '/a'],
  ['json:{"driver":"nbd","server":{"host":"h"}}', undefined],
  ['json:{broken', undefined],
  ['nbd://host/export', undefined],
  ['', undefined],
] as const) {
  test(`the source of ${file || 'nothing'} is ${expected ?? 'no local path'}`, () =>
    assert.equal(sourcePath(file), expected));
}

const drive = (label: string, path: string, ...names: string[]): Drive => ({
  label,
  names: [label, ...names],
  node: `${label}-node`,
  path,
  size: 1,
  access: 'writable',
  activity: 'active',
  busy: 'no',
  images: [],
});

const machine: Machine = {
  version: '7.2.22',
  drives: [
    drive('vda', '/images/a', 'virtio-disk0', 'node-a'),
    drive('sda', '/images/b', 'scsi0-0-0-0'),
    drive('sda', '/images/c', 'sata0-0-0'),
  ],
  nodes: [drive('spare', '/images/d')],
  openFiles: [],
};

for (const name of ['vda', 'ioemu:vda', 'virtio-disk0', 'node-a', '/images/a', '/images//x/../a']) {
  test(`"${name}" finds the disk vda`, () => assert.equal(resolveDisk(machine, name), machine.drives[0]));
}

test('a node that no drive uses is found by its name', () =>
  assert.equal(resolveDisk(machine, 'spare'), machine.nodes[0]));

test('a name that several disks answer to is refused with all of them', () => {
  const finding = resolveDisk(machine, 'sda');
  assert.deepEqual('code' in finding && [finding.code, finding.message], [
    'ambiguous-disk',
    'Disk "sda" is ambiguous on the running machine; it may be any of: sda (scsi0-0-0-0, /images/b); sda (sata0-0-0, /images/c).',
  ]);
});

for (const [what, there, words] of [
  ['the disks there are', machine, 'its disks are: vda (virtio-disk0, node-a, /images/a); sda (scsi'],
  ['the nodes of a machine without drives', { ...machine, drives: [] }, 'its disks are: spare (/images/d).'],
  ['the word that there are none', { ...machine, drives: [], nodes: [] }, 'it has no disks.'],
] as const) {
  test(`a name that no disk answers to is refused with ${what}`, () => {
    const finding = resolveDisk(there as Machine, 'vdz');
    assert.ok('code' in finding && finding.code === 'unknown-disk');
    assert.ok(finding.message.includes(words), finding.message);
  });
}
