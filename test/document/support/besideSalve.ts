import assert from 'node:assert/strict';
import { readTreeFromJSON, DefaultNameResolver, type GrammarWalker } from 'salve-annos';
import { LoadedSchema } from '../../../engine/document/schema/loadedSchema';
import { eventName, type RecoverableWalker } from '../../../engine/document/schema/recoverableWalker';
import type { CompiledSchema } from '../../../engine/document/schema/schema';
import type { PossibleEvents, SchemaEvent } from '../../../engine/document/schema/schemaEvents';
import type { Random } from '../../support/random';

type Walker = GrammarWalker<DefaultNameResolver>;

/** How far a document has come: what may come next by the rules of XML and of salve, whatever the schema. */
interface Place {
  ours: RecoverableWalker;
  /** salve's own walker, which is only copied: no event is fired on what another one was fired on in vain. */
  salves: Walker;
  within: 'outside' | 'start-tag' | 'attribute' | 'content' | 'content behind text';
  open: readonly (readonly [string, string])[];
}

/** Names and values that no schema of the tests has, or in a place of its own. */
const strange = ['x', 'name', 'a', 'urn:y', 'b'];
const blank = [' ', '\n  ', ' \n'];
const texts = ['vda', 'vdb7', '/a/b', '-', '', 'full', 'qcow2', '1', '1 2', '1 x 2', 'x', 'ab ab', ...blank];

const eventsPerDocument = 40;

/**
 * Walks random documents, right and wrong, through a schema, with salve's own walker beside ours: both must take the
 * same, and allow the same next. All documents of a call are walked with what is remembered of those before.
 */
export function walkBesideSalve(compiled: CompiledSchema, random: Random, documents: number): void {
  assert(documents > 0 && Number.isInteger(documents));
  const schema = new LoadedSchema(compiled);
  const grammar = readTreeFromJSON(compiled.grammar);
  for (let count = 0; count < documents; count += 1) {
    const salves = grammar.newWalker(new DefaultNameResolver(), false);
    const passed: Place[] = [{ ours: schema.walker(), salves, within: 'outside', open: [] }];
    const said: string[] = [];
    for (let step = 0; step < eventsPerDocument; step += 1) {
      // Now and then another way from where the document has been: what is remembered must not have changed.
      const place = random.chance(0.1) ? random.pick(passed) : passed.at(-1);
      assert(place);
      const event = someEvent(place, random);
      if (!event) break;
      said.push(event.join(' '));
      const next = stepOn(place, event, said);
      if (next) passed.push(next);
    }
  }
}

/** @returns absent: the event is refused */
function stepOn(place: Place, event: SchemaEvent, said: readonly string[]): Place | undefined {
  const salves = place.salves.clone();
  const [kind, ...params] = event;
  const isTaken = salves.fireEvent(kind, params) === false;
  const ours = place.ours.fork();
  const where = (): string => `after ${JSON.stringify(said)}`;
  assert.equal(ours.take(event), isTaken ? 'taken' : 'refused', where());
  if (!isTaken) {
    // That it was refused changes nothing.
    assert.deepEqual(sorted(ours.possible()), sorted(possibleFor(place.salves)), where());
    return undefined;
  }
  assert.deepEqual(sorted(ours.possible()), sorted(possibleFor(salves)), where());
  return { ours, salves, ...behind(place, event) };
}

function behind({ within, open }: Place, event: SchemaEvent): Pick<Place, 'within' | 'open'> {
  const [kind] = event;
  if (kind === 'enterStartTag') return { within: 'start-tag', open: [...open, [event[1], event[2]]] };
  if (kind === 'attributeName') return { within: 'attribute', open };
  if (kind === 'attributeValue') return { within: 'start-tag', open };
  if (kind === 'text') return { within: 'content behind text', open };
  if (kind === 'endTag') {
    const around = open.slice(0, -1);
    return { within: around.length === 0 ? 'outside' : 'content', open: around };
  }
  return { within: kind === 'leaveStartTag' ? 'content' : within, open };
}

/** Mostly one that the schema allows; absent: nothing may come by the rules of XML. */
function someEvent({ salves, within, open }: Place, random: Random): SchemaEvent | undefined {
  const { elements, attributes, values } = possibleFor(salves);
  const name = (of: readonly string[]): [string, string] =>
    of.length > 0 && random.chance(0.85)
      ? eventName(random.pick(of))
      : [random.chance(0.8) ? '' : 'urn:y', random.pick(strange)];
  const value = (of: readonly string[]): string =>
    of.length > 0 && random.chance(0.6) ? random.pick(of) : random.pick(texts);
  if (within === 'attribute') return ['attributeValue', value(values)];
  if (within === 'start-tag') {
    if (random.chance(attributes.length > 0 ? 0.25 : 0.8)) return ['leaveStartTag'];
    const tag = name(attributes);
    if (random.chance(0.2)) return ['attributeName', ...tag];
    const after = salves.clone();
    after.fireEvent('attributeName', [...tag]);
    return ['attributeNameAndValue', ...tag, value(possibleFor(after).values)];
  }
  const innermost = open.at(-1);
  if (innermost && random.chance(elements.length > 0 ? 0.3 : 0.6)) {
    if (within === 'content' && random.chance(0.5)) return ['text', value(values) || ' '];
    return ['endTag', ...(random.chance(0.95) ? innermost : name([]))];
  }
  return ['enterStartTag', ...name(elements)];
}

function possibleFor(walker: Walker): PossibleEvents {
  const names = { enterStartTag: new Set<string>(), attributeName: new Set<string>() };
  const values = new Set<string>();
  let otherValues: PossibleEvents['otherValues'] = 'none';
  for (const event of walker.clone().possible()) {
    if (event.name === 'enterStartTag' || event.name === 'attributeName')
      for (const { ns, name } of event.namePattern.toArray() ?? [])
        names[event.name].add(ns === '' ? name : `{${ns}}${name}`);
    else if (event.name === 'attributeValue' || event.name === 'text')
      if (typeof event.value === 'string') values.add(event.value);
      else otherValues = 'allowed';
  }
  return {
    elements: [...names.enterStartTag],
    attributes: [...names.attributeName],
    values: [...values],
    otherValues,
  };
}

function sorted({ elements, attributes, values, otherValues }: PossibleEvents): PossibleEvents {
  return {
    elements: elements.toSorted(),
    attributes: attributes.toSorted(),
    values: values.toSorted(),
    otherValues,
  };
}
