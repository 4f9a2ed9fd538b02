import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { checkDocument, parseDocument } from '../../engine/document';
import { compileSchema } from '../../engine/document/schema/compile';
import { KnownStates } from '../../engine/document/schema/knownStates';
import type { SchemaEvent } from '../../engine/document/schema/schemaEvents';
import { SchemaState } from '../../engine/document/schema/schemaState';
import { Random } from '../support/random';
import backup from '../../schemas/domainbackup.rng';

const begin: SchemaEvent[] = [
  ['enterStartTag', '', 'domainbackup'],
  ['leaveStartTag'],
  ['enterStartTag', '', 'disks'],
  ['leaveStartTag'],
];
const disk = (name: string): SchemaEvent[] => [
  ['enterStartTag', '', 'disk'],
  ['attributeNameAndValue', '', 'name', name],
  ['leaveStartTag'],
  ['endTag', '', 'disk'],
];

function fresh(): KnownStates {
  return new KnownStates(readTreeFromJSON(backup.grammar));
}

function after(state: SchemaState, events: readonly SchemaEvent[], open: SchemaState[] = []): SchemaState {
  return events.reduce((at, event) => {
    const next = at.after(event);
    assert(next !== 'refused', `${event.join(' ')} is refused`);
    if (next instanceof SchemaState) return next;
    if (next !== 'ended') {
      open.push(next.behind);
      return next.inside;
    }
    const behind = open.pop();
    assert(behind);
    return behind;
  }, state);
}

describe('What a schema knows at a place', () => {
  test('is the same wherever the same may follow', () => {
    const disks = after(fresh().start, begin);
    const one = after(disks, disk('vda'));
    assert.notEqual(one, disks);
    assert.equal(after(disks, disk('vdb')), one);
    assert.equal(after(one, disk('vdc')), one);
    const inside = after(disks, [['enterStartTag', '', 'disk']]);
    assert.equal(after(one, [['enterStartTag', '', 'disk']]), inside);
    const named = (...events: SchemaEvent[]): SchemaState => after(inside, events);
    const name: SchemaEvent = ['attributeNameAndValue', '', 'name', 'vda'];
    const type: SchemaEvent = ['attributeNameAndValue', '', 'type', 'file'];
    assert.equal(named(name, type), named(type, name));
  });

  test('is not what other attributes or values lead to', () => {
    const inside = after(fresh().start, [...begin, ['enterStartTag', '', 'disk']]);
    const typed = (type: string): SchemaState =>
      after(inside, [
        ['attributeNameAndValue', '', 'name', 'vda'],
        ['attributeNameAndValue', '', 'type', type],
        ['leaveStartTag'],
        ['enterStartTag', '', 'target'],
      ]);
    assert.deepEqual(
      [typed('file').possible.attributes, typed('block').possible.attributes],
      [['file'], ['dev']],
    );
    assert.notEqual(
      after(inside, [['attributeName', '', 'name']]),
      after(inside, [['attributeNameAndValue', '', 'name', 'vda']]),
    );
  });

  test('is not changed by what is refused, or by being asked what is possible', () => {
    const disks = after(fresh().start, begin);
    const possible = structuredClone(disks.possible);
    for (const event of [
      ['endTag', '', 'disks'],
      ['text', 'x'],
      ['enterStartTag', '', 'dsik'],
    ] as const)
      assert.deepEqual([disks.after(event), disks.after(event)], ['refused', 'refused']);
    assert.deepEqual(disks.possible, possible);
    assert.equal(after(disks, disk('vda')), after(disks, disk('vda')));
  });

  test('is remembered by what its datatypes say of a value', () => {
    const known = fresh();
    const one = after(after(known.start, begin), disk('vda'));
    const { steps } = known;
    for (let index = 0; index < 1000; index += 1) assert.equal(after(one, disk(`vd${index}`)), one);
    assert.equal(known.steps, steps + 1);
    const inside = after(one, [['enterStartTag', '', 'disk']]);
    for (const wrong of ['-', 'a b', '', ' ', 'x'.repeat(1e6).concat(' ')])
      assert.equal(inside.after(['attributeNameAndValue', '', 'name', wrong]), 'refused', wrong.slice(0, 9));
    assert(known.steps < steps + 10);
  });

  test('is remembered within bounds, and the same beyond them', () => {
    const known = fresh();
    assert.equal(known.isFull, false);
    const disks = after(known.start, begin);
    const one = after(disks, disk('vda'));
    for (let index = 0; index < 60_000; index += 1)
      assert.equal(one.after(['enterStartTag', '', `never${index}`]), 'refused');
    assert(known.isFull);
    assert(known.steps <= 30_000);
    assert.equal(after(disks, disk('vdb')), one);
    const { parts, steps } = known;
    const target: SchemaEvent[] = [
      ['enterStartTag', '', 'disk'],
      ['attributeNameAndValue', '', 'type', 'block'],
      ['attributeNameAndValue', '', 'name', 'vda'],
      ['leaveStartTag'],
      ['enterStartTag', '', 'target'],
    ];
    const expected = after(after(fresh().start, begin), target).possible;
    assert.deepEqual(expected.attributes, ['dev']);
    assert.deepEqual(after(one, target).possible, expected);
    assert.deepEqual([known.parts, known.steps], [parts, steps]);
    const longest = 'x'.repeat(1e6);
    const other = fresh();
    const before = other.steps;
    assert.equal(other.start.after(['enterStartTag', '', longest]), 'refused');
    assert.equal(other.steps, before);
  });

  test('is not remembered where nothing comes again', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `a${index}`);
    const attributes = names.map((name) => `<optional><attribute name="${name}"/></optional>`);
    const { grammar } = await compileSchema(`<element name="a" xmlns="http://relaxng.org/ns/structure/1.0">
      <oneOrMore><element name="e">${attributes.join('')}</element></oneOrMore></element>`);
    const known = new KnownStates(readTreeFromJSON(grammar));
    const random = new Random(1);
    const element = (): SchemaEvent[] => [
      ['enterStartTag', '', 'e'],
      ...names
        .filter(() => random.chance(0.5))
        .map((name): SchemaEvent => ['attributeNameAndValue', '', name, name]),
      ['leaveStartTag'],
      ['endTag', '', 'e'],
    ];
    const inside = after(known.start, [['enterStartTag', '', 'a'], ['leaveStartTag']]);
    const one = after(inside, element());
    // Behind the start tag it makes no difference any more which were there.
    const content = (): SchemaState => after(one, element().slice(0, -1));
    assert.equal(content(), content());
    for (let count = 0; count < 100; count += 1) assert.equal(after(one, element()), one);
    const { parts, steps } = known;
    for (let count = 0; count < 100; count += 1) assert.equal(after(one, element()), one);
    // Each has come through twenty states of its own.
    assert(known.parts - parts < 100 * names.length, `${known.parts - parts} more parts`);
    assert(known.steps - steps < 100, `${known.steps - steps} more steps`);
  });

  test('leads on from one document to the next, however much there was in the first', () => {
    for (const letter of ['a', 'b', 'c']) {
      const disks = Array.from({ length: 30_000 }, (_, index) => `<disk name="vd${letter}${index}"/>`);
      const text = `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`;
      assert.deepEqual(checkDocument(parseDocument(text)), []);
    }
    const problems = checkDocument(
      parseDocument('<domainbackup><disks><disk name="-"/></disks></domainbackup>'),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['invalid-value'],
    );
  });
});
