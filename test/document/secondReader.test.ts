import assert from 'node:assert/strict';
import { XMLParser } from 'fast-xml-parser';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DocumentError, readDefinition, type BackupDefinition } from '../../engine/document';
import { parseRng } from '../../engine/document/schema/rngTree';
import { SampleGenerator } from '../schema/generateSample';
import { Random } from '../support/random';
import { writeSample } from '../schema/xmlSample';

// The defaults drop attributes, turn 0012 into 12, and trim attributes' values.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (name) => name === 'disk',
});

interface Node {
  [name: string]: string | Node | Node[] | undefined;
}

const inside = (node: Node, name: string): Node =>
  typeof node[name] === 'object' ? (node[name] as Node) : {};
const value = (node: Node, name: string): string | undefined => node[name] as string | undefined;

/** What matters of a definition, as an independent parser reads it. */
function secondReading(text: string) {
  const root = inside(parser.parse(text) as Node, 'domainbackup');
  const isRfc = root['disk'] !== undefined;
  const list = (isRfc ? root['disk'] : inside(root, 'disks')['disk']) as Node[] | undefined;
  return {
    mode: value(root, '@mode') ?? 'push',
    disks: list?.map((disk) => {
      const target = { ...inside(disk, 'target'), ...inside(disk, 'scratch') };
      return {
        name: value(disk, '@name'),
        backup: value(disk, '@backup') ?? 'yes',
        type: value(disk, '@type') ?? 'file',
        path: value(target, '@file') ?? value(target, '@dev'),
        format: value(inside(disk, 'driver'), '@type') ?? value(target, '@format') ?? 'qcow2',
        incremental: value(disk, '@incremental'),
      };
    }),
  };
}

function firstReading({ mode, disks }: BackupDefinition) {
  return {
    mode,
    disks:
      disks === 'all'
        ? undefined
        : disks.map(({ name, backup, target, incremental }) => {
            const { type, path, format } = target;
            return { name, backup, type, path, format, incremental };
          }),
  };
}

test('an independent parser reads the same disks and targets out of every valid document', () => {
  const random = new Random(20261122);
  const generator = new SampleGenerator(parseRng(readFileSync('schemas/domainbackup.rng', 'utf8')), random);
  let read = 0;
  for (let count = 0; count < 2000; count += 1) {
    const text = writeSample(generator.document(), random);
    let definition: BackupDefinition;
    try {
      definition = readDefinition(text);
    } catch (error) {
      // Valid for the schema, and refused for what it cannot say.
      assert.ok(error instanceof DocumentError);
      continue;
    }
    read += 1;
    assert.deepEqual(firstReading(definition), secondReading(text), text);
  }
  assert.ok(read >= 500, `only ${read} documents could be read`);
});
