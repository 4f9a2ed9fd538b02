import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toJsonSchema } from '@valibot/to-json-schema';
import Ajv from 'ajv';
import { manifestFileSchema, type Manifest } from '../../engine/backup/manifest/manifest';
import { readManifestText, writeManifestText } from '../../engine/backup/manifest/manifestText';
import { Random } from '../support/random';

const MANIFEST: Manifest = {
  format: 'domainbackup-manifest',
  version: 2,
  run: '20261125-101500-a1b2',
  name: 'before "the upgrade"',
  description: 'größer',
  machine: { name: 'guest1', uuid: '8b2dcb5a-4b4e-4f65-9d2c-0f5a4c3f9d11', qemu: '7.2.22' },
  definition: '<domainbackup>\n  <incremental>monday</incremental>\n</domainbackup>\n',
  startedAt: '2026-11-25T10:15:00.123Z',
  endedAt: '2026-11-25T10:16:00.000Z',
  mode: 'incremental',
  checkpoint: 'tuesday',
  parent: { run: '20261124-101500-zzzz', checkpoint: 'monday' },
  outcome: 'completed',
  disks: [
    {
      disk: 'vda',
      source: '/images/vda.qcow2',
      virtualSize: 1024,
      type: 'file',
      format: 'qcow2',
      target: 'vda.tuesday.qcow2',
      parent: { run: '20261124-101500-zzzz', disk: 'vda', target: 'vda.qcow2' },
      bytesCopied: 512,
      size: 700,
      sha256: 'ab'.repeat(32),
      digested: { at: '2026-11-25T10:17:00.000Z', by: 'verification' },
      outcome: 'completed',
    },
    {
      disk: 'vdb',
      virtualSize: 0,
      type: 'block',
      format: 'raw',
      target: '/dev/vg/vdb',
      bytesCopied: 0,
      outcome: 'unknown',
      error: 'QEMU went away.',
      remains: 'vdb.partial',
    },
  ],
};

const published = JSON.parse(readFileSync('schemas/manifest.schema.json', 'utf8')) as Record<string, unknown>;

/** Every place in a value where something can be changed: the object or list, and the key in it. */
function places(value: unknown): [holder: Record<string, unknown>, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [typeof holder, string],
    ...places(holder[key]),
  ]);
}

const INSTEAD: unknown[] = [
  undefined,
  null,
  '',
  'full',
  'completed',
  'x',
  -1,
  0,
  1.5,
  2 ** 60,
  1,
  [],
  {},
  '2026-11-25T10:15:00Z',
  '2026-11-25T10:15:00.000Z',
  'AB'.repeat(32),
  'cd'.repeat(32),
  true,
];

test("the published JSON Schema says what the program's own check says", async () => {
  const { $schema: _, title: __, description: ___, ...rest } = published;
  const { $schema: ____, ...own } = toJsonSchema(manifestFileSchema);
  assert.deepEqual(rest, JSON.parse(JSON.stringify(own)));
});

test('the JSON Schema, judged by ajv, and the program agree on 3,000 changed manifests', async () => {
  const { safeParse } = await import('valibot');
  const accepts = new Ajv({ strict: true }).compile(published);
  const random = new Random(1);
  const counts = { accepted: 0, refused: 0 };
  for (let round = 0; round < 3000; round++) {
    const value = JSON.parse(writeManifestText(MANIFEST)) as Record<string, unknown>;
    const all = places(value);
    const [holder, key] = all[random.below(all.length)]!;
    const instead = INSTEAD[random.below(INSTEAD.length)];
    if (random.below(8) === 0) holder['surplus'] = instead;
    else holder[key] = instead;
    const changed: unknown = JSON.parse(JSON.stringify(value));
    const ours = safeParse(manifestFileSchema, changed).success;
    assert.equal(accepts(changed), ours, JSON.stringify(changed));
    counts[ours ? 'accepted' : 'refused']++;
  }
  assert.ok(counts.accepted > 100 && counts.refused > 100, JSON.stringify(counts));
});

test('a manifest is read as it was written', () => {
  const text = writeManifestText(MANIFEST);
  assert.deepEqual(readManifestText(Buffer.from(text)), { kind: 'manifest', manifest: MANIFEST });
});

test('a manifest of the first version is read as ever', () => {
  const old: Manifest = { ...structuredClone(MANIFEST), version: 1 };
  for (const disk of old.disks) delete disk.digested;
  assert.deepEqual(readManifestText(Buffer.from(writeManifestText(old))), {
    kind: 'manifest',
    manifest: old,
  });
});

test('a change of any single bit of a manifest is noticed', () => {
  const bytes = Buffer.from(writeManifestText(MANIFEST));
  for (let position = 0; position < bytes.length; position++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[position]! ^= 1 << bit;
      assert.notEqual(readManifestText(flipped).kind, 'manifest', `byte ${position}, bit ${bit}`);
    }
    assert.notEqual(readManifestText(bytes.subarray(0, position)).kind, 'manifest', `cut at ${position}`);
  }
});

test('a manifest that was edited or formatted by hand is told as edited', () => {
  const text = writeManifestText(MANIFEST);
  assert.equal(
    readManifestText(Buffer.from(text.replace('"bytesCopied": 512', '"bytesCopied": 513'))).kind,
    'edited',
  );
  assert.equal(readManifestText(Buffer.from(JSON.stringify(JSON.parse(text)))).kind, 'edited');
});

test('what is no manifest is told as what it is', () => {
  const reasonOf = (text: string) => {
    const read = readManifestText(Buffer.from(text));
    return read.kind === 'unreadable' ? read.reason : read.kind;
  };
  assert.equal(reasonOf('{'), 'it is damaged: it is no JSON');
  assert.equal(reasonOf('[]'), 'it is no manifest of a domain backup');
  const text = writeManifestText(MANIFEST);
  assert.match(reasonOf(text.replace('"version": 2', '"version": 3')), /version 3, and this program knows 2/);
  assert.match(
    reasonOf(text.replace('"run": "20261125-', '"run": "../../')),
    /^it is damaged: at run: Invalid/,
  );
});
