import { mostProblems } from '../problem';
import { say } from '../wording';
import { nameAt, trimmed } from './characters';
import {
  isBackslashed,
  scanCdata,
  scanComment,
  scanDoctype,
  scanEndTag,
  scanInstruction,
  scanUnknown,
  textStart,
} from './markup';
import { contentText } from './references';
import type { Source } from './source';
import { StartTagScan } from './startTag';
import type { XmlElement } from './tree';
import type { TreeBuilder } from './treeBuilder';

/**
 * A text with more slips than anybody reads is read so far, in nodes and end tags: what is longer than any backup
 * document and nothing but slips is not worth seconds.
 */
const mostOfSlips = 250_000;

/** How many attributes are read before the work pauses. */
const attributesAtOnce = 250;

/** The reading of a text from one piece of markup to the next, some of it at a time. */
export class Scan {
  readonly #source: Source;
  readonly #builder: TreeBuilder;
  #at: number;
  #sawDoctype = false;
  #read = 0;
  /** The start tag whose attributes are being read. */
  #tag: StartTagScan | undefined;

  constructor(source: Source, builder: TreeBuilder) {
    this.#source = source;
    this.#builder = builder;
    this.#at = textStart(source.text);
  }

  /** Reads so many nodes and end tags at most. `given-up`: the rest of the text will not be read. */
  advance(most: number): 'more' | 'done' | 'given-up' {
    const { length } = this.#source.text;
    for (let read = 0; read < most && this.#at < length; read += 1) {
      this.#at = this.#tag ? this.#goOn(this.#tag, this.#at) : this.#scanAt(this.#at);
      // The attributes of one tag can be as much work as many nodes.
      if (this.#tag) break;
      if (this.#source.isOverwhelmed) return 'given-up';
    }
    this.#read += most;
    if (this.#at === length) return 'done';
    const isWorthIt = this.#read < mostOfSlips || this.#source.problems.length < mostProblems;
    return isWorthIt ? 'more' : 'given-up';
  }

  /** Reads some attributes of the start tag at an offset; gives its end, or where it begins while there are more. */
  #goOn(tag: StartTagScan, at: number): number {
    if (tag.advance(attributesAtOnce) === 'more') {
      this.#tag = tag;
      return at;
    }
    this.#tag = undefined;
    const { element } = tag;
    reportSecondRoot(this.#source, this.#builder, element);
    this.#builder.addElement(element);
    return element.startTag.range.end;
  }

  /** Reads what begins at an offset; gives its end. */
  #scanAt(at: number): number {
    const source = this.#source;
    const builder = this.#builder;
    const { text } = source;
    const { parent } = builder;
    if (text.charAt(at) !== '<') return scanText(source, builder, at);
    const nameStart = nameAt(text, at + 1) === '' ? nameBehindBlanks(source, at + 1) : at + 1;
    if (nameStart !== undefined) {
      return this.#goOn(new StartTagScan(source, at, nameStart, parent), at);
    }
    if (text.startsWith('</', at) || isBackslashed(text, at)) {
      const endTag = scanEndTag(source, at, (name) => builder.endedBy(name));
      builder.end(endTag);
      return endTag.range.end;
    }
    const isDoctype = /^<!doctype/i.test(text.slice(at, at + 9));
    const inProlog = !this.#sawDoctype && !builder.root;
    const node = isDoctype
      ? scanDoctype(source, at, parent, inProlog ? 'prolog' : 'elsewhere')
      : scanOther(source, at, parent);
    this.#sawDoctype ||= isDoctype;
    builder.add(node);
    return node.range.end;
  }
}

/** Where the name begins in `< disk name="vda">`, which is reported. Absent: this is no tag. */
function nameBehindBlanks(source: Source, from: number): number | undefined {
  const { text } = source;
  let start = from;
  while (/[ \t]/.test(text.charAt(start))) start += 1;
  if (start === from) return undefined;
  const name = nameAt(text, start);
  // Only a tag that ends before the next one begins is surely meant as one.
  const end = source.find('>', start);
  const isTag = /^[\s/>]/.test(text.charAt(start + name.length)) && end < source.find('<', start);
  if (name === '' || !isTag) return undefined;
  const wording = say('white space is not expected between "<" and "{0}"', name);
  source.report('unexpected-character', { start: from, end: start }, wording);
  return start;
}

function scanOther(source: Source, at: number, parent: XmlElement | undefined) {
  const { text } = source;
  if (text.startsWith('<!--', at)) return scanComment(source, at, parent);
  if (text.startsWith('<![CDATA[', at)) return scanCdata(source, at, parent);
  if (text.startsWith('<?', at)) return scanInstruction(source, at, parent);
  if (text.startsWith('<!', at)) return scanUnknown(source, at, parent);
  return scanLoneLessThan(source, at, parent);
}

/** `<` without a name: most likely a tag that is being typed, so the tree has an element with an empty name. */
function scanLoneLessThan(source: Source, at: number, parent: XmlElement | undefined): XmlElement {
  const range = { start: at, end: at + 1 };
  const wording = say('"<" must be followed by an element\'s name; write &lt; for the character itself');
  source.report('unescaped-less-than', range, wording);
  return {
    kind: 'element',
    ...(parent && { parent }),
    name: { text: '', range: { start: at + 1, end: at + 1 } },
    localName: '',
    namespace: '',
    startTag: { range, form: 'unfinished', name: 'whole' },
    attributes: [],
    children: [],
    range,
  };
}

function scanText(source: Source, builder: TreeBuilder, start: number): number {
  const end = source.find('<', start);
  const raw = source.text.slice(start, end);
  const { parent } = builder;
  const range = { start, end };
  const words = trimmed(source.text, range);
  if (parent) {
    const content = contentText(raw, start, (problem) => source.add(problem));
    for (let at = source.find(']]>', start); at < end; at = source.find(']]>', at + 3)) {
      if (source.isOverwhelmed) break;
      source.report(
        'unescaped-cdata-end',
        { start: at, end: at + 3 },
        say('"]]>" in text must be written as ]]&gt;'),
      );
    }
    builder.add({ kind: 'text', parent, range, words, content });
  } else if (words.end > words.start) {
    source.report('text-outside-root', words, say('text is not allowed outside the root element'));
    builder.add({ kind: 'text', range, words, content: raw });
  }
  return end;
}

function reportSecondRoot(source: Source, builder: TreeBuilder, element: XmlElement): void {
  const first = builder.root;
  if (builder.parent || !first) return;
  source.report(
    'several-roots',
    element.name.range,
    say('a document has only one root element; this is another one'),
    {
      related: [{ range: first.name.range, ...say('the root element "{0}"', first.name.text) }],
    },
  );
}
