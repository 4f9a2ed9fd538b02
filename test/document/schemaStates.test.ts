import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { checkDocument, parseDocument } from '../../engine/document';
import { SchemaState, startOf, type SchemaEvent } from '../../engine/document/schema/schemaState';
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

function start(): SchemaState {
  return startOf(readTreeFromJSON(backup.grammar));
}

function after(state: SchemaState, events: readonly SchemaEvent[]): SchemaState {
  return events.reduce((at, event) => {
    const next = at.after(event);
    assert(next instanceof SchemaState, `${event.join(' ')} is refused`);
    return next;
  }, state);
}

describe('What a schema knows at a place', () => {
  test('is the same wherever the same may follow', () => {
    const disks = after(start(), begin);
    const one = after(disks, disk('vda'));
    assert.notEqual(one, disks);
    assert.equal(after(disks, disk('vdb')), one);
    assert.equal(after(one, disk('vdc')), one);
    assert.equal(
      after(one, [['endTag', '', 'disks']]),
      after(one, [...disk('vdd'), ['endTag', '', 'disks']]),
    );
  });

  test('is not what other attributes or values lead to', () => {
    const inside = after(start(), [...begin, ['enterStartTag', '', 'disk']]);
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
    const disks = after(start(), begin);
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

  test('is remembered within bounds, and the same beyond them', () => {
    const { known } = start();
    assert.equal(known.isFull, false);
    const disks = after(start(), begin);
    const one = after(disks, disk('vda'));
    for (let index = 0; index < 60_000; index += 1) assert.equal(after(one, disk(`vd${index}`)), one);
    assert(disks.known.isFull);
    assert(disks.known.steps <= 50_000);
    assert.equal(after(one, disk('vda')), one);
    assert.equal(one.after(['enterStartTag', '', 'never']), 'refused');
    const longest = 'x'.repeat(1e6);
    const fresh = after(start(), begin);
    const before = fresh.known.steps;
    assert.equal(fresh.after(['enterStartTag', '', longest]), 'refused');
    assert.equal(fresh.known.steps, before);
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
