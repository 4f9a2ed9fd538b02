import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfDisk } from '../../engine/document';

const libvirt = `<domainbackup><disks>
  <disk name='vda'/>
  <disk name="v&#100;b" type='file'><target file='/b'/></disk>
</disks></domainbackup>`;
const rfc = `<domainbackup><disk name='/images/a' type='file'><target file='/a'/></disk></domainbackup>`;

const cases: [
  what: string,
  text: string,
  disk: string | undefined,
  part: 'name' | 'target',
  expected: string,
][] = [
  ['its name', libvirt, 'vda', 'name', 'vda'],
  ['its target', libvirt, 'vdb', 'target', '/b'],
  ['its name, whatever it is written like', libvirt, 'vdb', 'name', 'v&#100;b'],
  ['its name where no target is written', libvirt, 'vda', 'target', 'vda'],
  ['its target in the dialect of 2017', rfc, '/images/a', 'target', '/a'],
  ['the root where it is not listed', '<domainbackup/>', 'vda', 'target', 'domainbackup'],
  ['the root where it is about all', libvirt, undefined, 'name', 'domainbackup'],
];
for (const [what, text, disk, part, expected] of cases) {
  test(`what is said of a disk belongs to ${what}`, () => {
    const range = placeOfDisk(text, disk, part);
    assert.equal(text.slice(range?.start, range?.end), expected);
  });
}
test('a text that is no backup has no place for it', () => {
  assert.equal(placeOfDisk('<other/>', 'vda', 'name'), undefined);
});
