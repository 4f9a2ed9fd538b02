import { parseDocument, type TextRange, type XmlAttribute, type XmlElement } from '../../../engine/document';

/** A document with one small mistake in it. */
export interface Mistake {
  what: string;
  text: string;
}

/** Every mistake that somebody makes with one attribute or element, in each place of a document. */
export function* mistakesIn(text: string): Generator<Mistake, void, undefined> {
  const { root } = parseDocument(text);
  const open = root ? [root] : [];
  for (let element = open.pop(); element; element = open.pop()) {
    for (const attribute of element.attributes) yield* attributeMistakes(text, attribute);
    yield* elementMistakes(text, element);
    for (const node of element.children) if (node.kind === 'element') open.push(node);
  }
}

function* attributeMistakes(text: string, attribute: XmlAttribute): Generator<Mistake, void, undefined> {
  const { element, name, value, range } = attribute;
  if (!value) return;
  const place = `"${name.text}" of "${element.name.text}"`;
  const written = text.slice(range.start, range.end);
  const whole = { start: range.start - 1, end: range.end };
  for (const typed of mistyped(name.text)) {
    yield { what: `${place} as ${typed}`, text: replaced(text, [name.range, typed]) };
  }
  for (const typed of mistyped(value.text)) {
    yield { what: `${place} with ${typed}`, text: replaced(text, [value.range, typed]) };
  }
  yield { what: `${place} removed`, text: replaced(text, [whole, '']) };
  yield { what: `${place} twice`, text: replaced(text, [at(range.end), ` ${written}`]) };
  for (const other of neighbours(element)) {
    const moved = replaced(text, [whole, ''], [at(other.name.range.end), ` ${written}`]);
    yield { what: `${place} moved to "${other.name.text}"`, text: moved };
  }
}

function* elementMistakes(text: string, element: XmlElement): Generator<Mistake, void, undefined> {
  const { name, endTag, range, parent, children } = element;
  const place = `"${name.text}"`;
  const written = text.slice(range.start, range.end);
  for (const typed of mistyped(name.text)) {
    const tags: [TextRange, string][] = [[name.range, typed]];
    yield { what: `start tag of ${place} as ${typed}`, text: replaced(text, ...tags) };
    if (endTag) {
      yield { what: `end tag of ${place} as ${typed}`, text: replaced(text, [endTag.name.range, typed]) };
      tags.push([endTag.name.range, typed]);
      yield { what: `${place} as ${typed}`, text: replaced(text, ...tags) };
    }
  }
  const [only, ...others] = children;
  if (only?.kind === 'text' && others.length === 0 && only.words.start < only.words.end) {
    for (const typed of mistyped(only.content.trim())) {
      yield { what: `${place} containing ${typed}`, text: replaced(text, [only.words, typed]) };
    }
    yield { what: `${place} emptied`, text: replaced(text, [only.range, '']) };
  }
  if (!parent) return;
  yield { what: `${place} removed`, text: replaced(text, [range, '']) };
  yield { what: `${place} twice`, text: replaced(text, [at(range.end), written]) };
  for (const other of neighbours(element)) {
    const spot = other.endTag && other !== parent ? at(other.endTag.range.start) : undefined;
    if (!spot) continue;
    const moved = replaced(text, [range, ''], [spot, written]);
    yield { what: `${place} moved into "${other.name.text}"`, text: moved };
  }
}

/** The elements around one: its parent and that one's, its brothers and its children. */
function neighbours(element: XmlElement): XmlElement[] {
  const { parent } = element;
  const around = [parent, parent?.parent].filter((each) => each !== undefined);
  const beside = (parent?.children ?? []).filter((node) => node.kind === 'element' && node !== element);
  return [...around, ...beside.filter((node) => node.kind === 'element')];
}

/** A word with two letters swapped, with one too few and one too many, in capitals; and another word. */
function mistyped(word: string): string[] {
  const middle = Math.floor(word.length / 2);
  const [before, letter, next] = [word.slice(0, middle), word.charAt(middle), word.charAt(middle + 1)];
  const slips = [
    before + next + letter + word.slice(middle + 2),
    before + word.slice(middle + 1),
    `${before}${letter}${word.slice(middle)}`,
    word.toUpperCase(),
    'wrong',
  ];
  return [...new Set(slips)].filter((slip) => slip !== word && slip !== '');
}

function at(offset: number): TextRange {
  return { start: offset, end: offset };
}

function replaced(text: string, ...edits: [TextRange, string][]): string {
  return edits
    .toSorted(([one], [other]) => other.start - one.start)
    .reduce((result, [{ start, end }, put]) => result.slice(0, start) + put + result.slice(end), text);
}
