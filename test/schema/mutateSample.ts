import type { Random } from '../support/random';
import { anyText, nearValues, samples } from './sampleValues';
import { copyOf, elementsOf, type SampleElement } from './xmlSample';

const values = [
  ...nearValues,
  ...anyText,
  ...Object.values(samples).flatMap(({ good, bad }) => [...good, ...bad]),
];

/** One change at a place; it may turn out to change nothing, or to leave the document valid. */
type Mutation = (place: SampleElement, donor: SampleElement, random: Random) => void;

const mutations: Mutation[] = [
  function removeAttribute({ attributes }, _donor, random) {
    if (attributes.size > 0) attributes.delete(random.pick([...attributes.keys()]));
  },
  function renameAttribute({ attributes }, donor, random) {
    if (attributes.size === 0) return;
    const [name, value] = random.pick([...attributes]);
    attributes.delete(name);
    attributes.set(random.pick([...donor.attributes.keys(), `${name}s`, `${name}S`, 'xml:id']), value);
  },
  function addAttribute({ attributes }, donor, random) {
    const [name, value] = random.pick([
      ...donor.attributes,
      ['bogus', 'yes'] as const,
      ['xml:lang', 'en'] as const,
    ]);
    attributes.set(name, value);
  },
  function anotherValue({ attributes }, _donor, random) {
    if (attributes.size > 0) setValue(attributes, random.pick([...attributes.keys()]), random.pick(values));
  },
  function nearlyTheValue({ attributes }, _donor, random) {
    if (attributes.size === 0) return;
    const [name, value] = random.pick([...attributes]);
    // White space around a number means nothing to XML Schema, but libxml2 holds it against the number's pattern.
    const spaced = /^\d+$/.test(value) ? [] : [` ${value}`, `${value} `, `${value}\n`];
    setValue(attributes, name, random.pick([...spaced, `${value}x`, value.slice(1), value.toUpperCase()]));
  },
  function removeChild({ children }, _donor, random) {
    if (children.length > 0) children.splice(random.below(children.length), 1);
  },
  function duplicateChild({ children }, _donor, random) {
    if (children.length === 0) return;
    const child = random.pick(children);
    children.splice(random.below(children.length + 1), 0, typeof child === 'string' ? child : copyOf(child));
  },
  function swapChildren({ children }, _donor, random) {
    const [moved] = children.splice(random.below(children.length), 1);
    if (moved !== undefined) children.splice(random.below(children.length + 1), 0, moved);
  },
  function renameElement(place, donor, random) {
    place.name = random.pick([donor.name, `${place.name}s`, place.name.toUpperCase(), 'bogus']);
  },
  function addText({ children }, _donor, random) {
    children.splice(
      random.below(children.length + 1),
      0,
      random.pick(['text', ' ', '\n\t', '0', ...anyText]),
    );
  },
  function addElement({ children }, donor, random) {
    children.splice(random.below(children.length + 1), 0, copyOf(donor));
  },
  function replaceContent(place, donor) {
    place.children = copyOf(donor).children;
  },
  function changeNamespace({ attributes }, _donor, random) {
    attributes.set('xmlns', random.pick(['', 'urn:other']));
  },
];

/** A namespace is not a value of the language, and XML parsers differ on odd ones. */
function setValue(attributes: Map<string, string>, name: string, value: string): void {
  if (name !== 'xmlns') attributes.set(name, value);
}

/**
 * A copy of `document` with one to three changes, some of them with parts of `donor`, which mixes the dialects
 * where the two are of different ones.
 */
export function mutated(document: SampleElement, donor: SampleElement, random: Random): SampleElement {
  const root = copyOf(document);
  for (let times = random.pick([1, 1, 2, 3]); times > 0; times--) {
    const mutate = random.pick(mutations);
    mutate(random.pick(elementsOf(root)), random.pick(elementsOf(donor)), random);
  }
  return root;
}
