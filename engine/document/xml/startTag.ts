import { doubledQuotesValue, quotedValue, unquotedValue } from './attributeValue';
import { nameAt, skipSpace } from './characters';
import type { TextRange } from '../problem';
import { quoted, say } from '../wording';
import { isOpenComment, markupWithin } from './markupInTag';
import type { Source } from './source';
import type { XmlAttribute, XmlElement } from './tree';

/** No element of any backup has nearly as many attributes: what follows them is not read. */
const mostAttributes = 10_000;

/** The reading of a start tag, some of its attributes at a time. */
export class StartTagScan {
  readonly element: XmlElement;
  readonly #source: Source;
  /** The attributes by name, from the second one on: most elements have one. */
  #seen?: Map<string, XmlAttribute>;
  /** How many problems there were before it. */
  readonly #before: number;
  #position: number;
  #previous: 'name' | 'attribute' | 'junk' = 'name';

  /** The tag's `<` is at `start` and its name, which is not empty, at `nameStart`. */
  constructor(source: Source, start: number, nameStart: number, parent: XmlElement | undefined) {
    const name = nameAt(source.text, nameStart);
    const nameRange = { start: nameStart, end: nameStart + name.length };
    this.element = {
      kind: 'element',
      name: { text: name, range: nameRange },
      localName: name,
      namespace: '',
      startTag: { range: { start, end: nameRange.end }, form: 'unfinished', name: 'whole' },
      attributes: [],
      children: [],
      range: { start, end: nameRange.end },
    };
    if (parent) this.element.parent = parent;
    this.#source = source;
    this.#before = source.problems.length;
    this.#position = nameRange.end;
  }

  /** Reads so many attributes at most. */
  advance(most: number): 'more' | 'done' {
    for (let read = 0; read < most; read += 1) {
      const end = this.#next();
      if (end === undefined) continue;
      this.#finish(end);
      return 'done';
    }
    return 'more';
  }

  #finish(end: number): void {
    const { element } = this;
    // An array that has grown has room for many more, and there are thousands.
    element.attributes = element.attributes.slice();
    element.startTag.range.end = end;
    element.range.end = end;
    if (element.attributes.length > mostAttributes) reportCrowded(this.#source, element);
    else if (element.startTag.form === 'unfinished') reportUnfinished(this.#source, element, this.#before);
  }

  /** Reads an attribute, or something that is none; gives the end of the tag where nothing more comes. */
  #next(): number | undefined {
    const source = this.#source;
    const { element } = this;
    const { text } = source;
    const position = this.#position;
    const next = skipSpace(text, position);
    if (next === text.length || text.charAt(next) === '<') {
      const markup = markupWithin(source, next);
      if (!markup) return next;
      source.report('unexpected-character', { start: next, end: markup.end }, markup.wording);
      this.#position = markup.end;
      this.#previous = 'junk';
      return undefined;
    }
    if (text.charAt(next) === '>') {
      element.startTag.form = 'open';
      return next + 1;
    }
    if (text.startsWith('/>', next)) {
      element.startTag.form = 'self-closing';
      return next + 2;
    }
    if (text.startsWith('\\>', next)) {
      source.report('unexpected-character', { start: next, end: next + 1 }, say('"/" ends a tag, not "\\"'));
      element.startTag.form = 'self-closing';
      return next + 2;
    }
    const slashed = text.charAt(next) === '/' ? skipSpace(text, next + 1) : next;
    if (slashed > next + 1 && text.charAt(slashed) === '>') {
      const gap = { start: next + 1, end: slashed };
      source.report('unexpected-character', gap, say('white space is not expected between "/" and ">"'));
      element.startTag.form = 'self-closing';
      return slashed + 1;
    }
    if (text.charAt(next) === '/' && /^(?:<|$)/.test(text.charAt(slashed))) {
      reportUnclosed(source, element);
      element.startTag.form = 'self-closing';
      return next + 1;
    }
    const overhang = next === position ? overhangEnd(text, element.attributes.at(-1), next) : undefined;
    const name = overhang === undefined ? nameAt(text, next) : '';
    if (name === '') {
      this.#position = overhang ?? junkEnd(text, next);
      // What follows junk is mostly its other half.
      if (this.#previous !== 'junk')
        reportJunk(source, element, { start: next, end: this.#position }, this.#before);
      this.#previous = 'junk';
      return undefined;
    }
    const attribute = scanAttribute(source, element, name, next);
    if (next === position && this.#previous === 'attribute') {
      source.report(
        'missing-space',
        attribute.name.range,
        say('white space is missing before attribute "{0}"', name),
      );
    }
    this.#reportDuplicate(attribute);
    element.attributes.push(attribute);
    this.#position = attribute.range.end;
    this.#previous = 'attribute';
    return element.attributes.length > mostAttributes ? this.#position : undefined;
  }

  #reportDuplicate(attribute: XmlAttribute): void {
    const { attributes } = this.element;
    if (attributes.length === 0) return;
    this.#seen ??= new Map(attributes.map((each) => [each.name.text, each]));
    const { text, range } = attribute.name;
    const first = this.#seen.get(text);
    if (first) {
      this.#source.report('duplicate-attribute', range, say('attribute "{0}" is already there', text), {
        related: [{ range: first.name.range, ...say('first "{0}"', text) }],
      });
    } else this.#seen.set(text, attribute);
  }
}

function scanAttribute(source: Source, element: XmlElement, word: string, start: number): XmlAttribute {
  const { text } = source;
  // In `name:"vda"` the colon stands for the equals sign.
  const isColon =
    word.length > 1 && word.endsWith(':') && /["']/.test(text.charAt(skipSpace(text, start + word.length)));
  const name = isColon ? word.slice(0, -1) : word;
  const wordEnd = start + word.length;
  const nameEnd = start + name.length;
  const attribute: XmlAttribute = {
    kind: 'attribute',
    element,
    name: { text: name, range: { start, end: nameEnd } },
    range: { start, end: nameEnd },
  };
  const afterName = skipSpace(text, wordEnd);
  const hasEquals = text.charAt(afterName) === '=';
  const valueStart = hasEquals ? afterEquals(source, afterName) : afterName;
  const doubled = hasEquals ? doubledQuotesValue(source, name, valueStart) : undefined;
  if (doubled) {
    attribute.value = doubled.value;
    attribute.range.end = doubled.end;
    return attribute;
  }
  const quote = text.charAt(valueStart);
  if (quote === '"' || quote === "'") {
    if (!hasEquals) {
      const range = { start, end: wordEnd };
      source.report('missing-equals', range, say('"=" is missing after attribute "{0}"', name));
    }
    const { value, end } = quotedValue(source, name, valueStart);
    attribute.value = value;
    attribute.range.end = end;
    return attribute;
  }
  const found = hasEquals ? unquotedValue(source, name, valueStart) : undefined;
  if (found) attribute.value = found.value;
  else {
    const wording = say('attribute "{0}" has no value; write {0}="…"', name);
    source.report('attribute-without-value', attribute.name.range, wording);
  }
  attribute.range.end = found?.end ?? (hasEquals ? afterName + 1 : nameEnd);
  return attribute;
}

/** Where the value begins behind `=`; a second one, as in `name=="vda"`, is reported. */
function afterEquals(source: Source, equals: number): number {
  const { text } = source;
  const start = skipSpace(text, equals + 1);
  const behind = skipSpace(text, start + 1);
  if (text.charAt(start) !== '=' || !/["']/.test(text.charAt(behind))) return start;
  source.report('unexpected-character', { start, end: start + 1 }, say('"=" must stand there only once'));
  return behind;
}

/** The end of what stands between a value's closing quote and a second one: `l"` in `mode="pul"l"`. */
function overhangEnd(text: string, before: XmlAttribute | undefined, start: number): number | undefined {
  if (before?.value?.form !== 'quoted' || before.range.end !== start) return undefined;
  const overhang = /[^\s<>="']*["'](?=[\s>]|\/>|$)/y;
  overhang.lastIndex = start;
  if (!overhang.test(text)) return undefined;
  // Which of the quotes is one too many is not known, and so neither is the value.
  before.value.form = 'unfinished';
  return overhang.lastIndex;
}

function reportJunk(source: Source, element: XmlElement, range: TextRange, before: number): void {
  const text = source.text.slice(range.start, range.end);
  const last = element.attributes.at(-1);
  if (range.start === element.name.range.end) {
    // The name may have been meant to end earlier or later.
    element.startTag.name = 'run-together';
    if (text.startsWith('=')) {
      const { text: word, range: nameRange } = element.name;
      source.report(
        'missing-space',
        nameRange,
        say('white space is missing in "{0}", between element and attribute', word),
      );
      return;
    }
  } else if (last && !last.value && last.range.end === range.start) {
    // It has cut an attribute in two, and the first half has been reported for its lack of a value.
    const { code } = source.problems.at(-1) ?? {};
    if (source.problems.length > before && code === 'attribute-without-value') source.problems.pop();
  }
  if (/^=?["']./.test(text)) element.startTag.nameless = 'value';
  source.report('unexpected-character', range, say('{0} is not expected in a tag', quoted(text)));
}

function junkEnd(text: string, start: number): number {
  // A comma or quote between attributes is no reason to overlook the second one.
  const separators = /[,;]+(?=[^\s=<>"'/,;]+=)|["'](?=[^\s=<>"'/,;]+=["'])/y;
  separators.lastIndex = start;
  if (separators.test(text)) return separators.lastIndex;
  const stop = /\/?>|[\s<]|$/g;
  stop.lastIndex = start + 1;
  return stop.exec(text)?.index ?? text.length;
}

function reportUnfinished(source: Source, element: XmlElement, before: number): void {
  const found = source.problems.splice(before);
  // An attribute that is being typed, or a quote that swallowed the tag's end, is all that is wrong.
  for (const problem of found) if (problem.code !== 'attribute-without-value') source.add(problem);
  if (element.attributes.at(-1)?.value?.form === 'unfinished') return;
  // So it is where a comment without end has swallowed that.
  if (isOpenComment(source, skipSpace(source.text, element.startTag.range.end))) return;
  reportUnclosed(source, element);
}

/** One more than `mostAttributes` have been read, and the tag, which has not ended, is the last that is. */
function reportCrowded(source: Source, element: XmlElement): void {
  const { text, range } = element.name;
  const wording = say(
    'element "{0}" has more than {1} attributes; what follows them is not read',
    text,
    String(mostAttributes),
  );
  source.report('too-many-attributes', range, wording);
  source.giveUp();
}

function reportUnclosed(source: Source, element: XmlElement): void {
  const { text, range } = element.name;
  source.report('unclosed-start-tag', range, say('the start tag of "{0}" must end with ">" or "/>"', text));
}
