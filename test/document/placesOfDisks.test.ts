import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument, placesOfDisks } from '../../engine/document';

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
    const range = placesOfDisks(parseDocument(text))(disk, part);
    assert.equal(text.slice(range?.start, range?.end), expected);
  });
}
test('a text that is no backup has no place for it', () => {
  assert.equal(placesOfDisks(parseDocument('<other/>'))('vda', 'name'), undefined);
});
test('a document is looked through once, however many of its disks are asked for', () => {
  const names = Array.from({ length: 500 }, (_, index) => `vd${index}`);
  const text = `<domainbackup><disks>${names.map((name) => `<disk name='${name}'/>`).join('')}</disks></domainbackup>`;
  const document = parseDocument(text);
  const [list] = document.root?.children ?? [];
  assert.ok(list?.kind === 'element');
  let reads = 0;
  list.children = new Proxy(list.children, {
    get: (target, key): unknown => {
      reads += 1;
      return Reflect.get(target, key);
    },
  });
  const placeOf = placesOfDisks(document);
  const once = reads;
  assert.ok(once >= names.length, `${once}: the disks are read there`);
  const found = names
    .map((name) => placeOf(name, 'name'))
    .map((range) => text.slice(range?.start, range?.end));
  assert.deepEqual(found, names);
  assert.equal(reads, once);
});
