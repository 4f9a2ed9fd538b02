import { combinations, type RngNode } from './rngTree';

/** How a schema says which names an element or attribute may have. */
const nameClasses = new Set(['name', 'choice', 'anyName', 'nsName']);

/** Nobody reads a longer regular expression in a message. */
const longestPattern = 60;

/** All that may stand inside an element, or in an attribute's value: the union of everything that patterns allow. */
export class PatternContent {
  /** Patterns by name; the same name may be described at several places of a schema. */
  readonly elements = new Map<string, Set<RngNode>>();
  readonly attributes = new Map<string, Set<RngNode>>();
  /** Listed values, each with its documentation paragraphs. */
  readonly values = new Map<string, Set<string>>();
  /** Datatypes by their words, each with an example. */
  readonly datatypes = new Map<string, string>();
  text: 'allowed' | 'none' = 'none';

  readonly #defines: ReadonlyMap<string, readonly RngNode[]>;
  /** Definitions may refer to each other in circles, and what was gathered once need not be gathered again. */
  readonly #entered = new Set<string>();
  /** That of the reference that is being followed. */
  #example = '';

  constructor(defines: ReadonlyMap<string, readonly RngNode[]>, holders: Iterable<RngNode>) {
    this.#defines = defines;
    for (const holder of holders) this.#addPatternsOf(holder);
  }

  #addPatternsOf(holder: RngNode): void {
    const patterns = patternsOf(holder);
    // An attribute without a pattern takes any text.
    if (holder.kind === 'attribute' && patterns.length === 0) this.text = 'allowed';
    for (const pattern of patterns) {
      this.#add(pattern);
      if (pattern.kind === 'value') this.#addValue(pattern, holder);
    }
  }

  #add(node: RngNode): void {
    if (combinations.includes(node.kind)) this.#addPatternsOf(node);
    if (node.kind === 'mixed') this.text = 'allowed';
    else if (node.kind === 'element') addAll(this.elements, namesOf(node), node);
    else if (node.kind === 'attribute') addAll(this.attributes, namesOf(node), node);
    else if (node.kind === 'ref') this.#addReferred(node);
    else if (node.kind === 'data' || node.kind === 'text') this.#addDatatype(node);
  }

  #addReferred({ attributes: { name = '' }, example }: RngNode): void {
    if (this.#entered.has(name)) return;
    this.#entered.add(name);
    const outer = this.#example;
    if (example !== '') this.#example = example;
    for (const define of this.#defines.get(name) ?? []) this.#addPatternsOf(define);
    this.#example = outer;
  }

  #addDatatype(node: RngNode): void {
    this.text = 'allowed';
    // Any text at all is no kind of value, unless the schema has words for it.
    const words = node.words === '' && node.kind === 'data' ? wordsFor(node) : node.words;
    if (words === '' || this.datatypes.has(words)) return;
    const example = this.#example === '' ? node.example : this.#example;
    this.datatypes.set(words, example === '' ? sampleFor(node) : example);
  }

  /** A value's documentation stands beside it, so the pattern that holds it is needed. */
  #addValue(node: RngNode, holder: RngNode): void {
    this.text = 'allowed';
    const value = collapse(node.text);
    const paragraphs = this.values.get(value) ?? new Set();
    this.values.set(value, paragraphs);
    for (const next of holder.children.slice(holder.children.indexOf(node) + 1)) {
      if (next.kind !== 'documentation') break;
      paragraphs.add(collapse(next.text));
    }
  }
}

/** The documentation of an element's or attribute's patterns; equal paragraphs are one. */
export function documentationOf(nodes: Iterable<RngNode>): string[] {
  const paragraphs = new Set<string>();
  for (const node of nodes) {
    const [firstPattern] = patternsOf(node);
    for (const child of node.children) {
      // What follows a pattern is about that pattern, such as a listed value.
      if (child === firstPattern) break;
      if (child.kind === 'documentation') paragraphs.add(collapse(child.text));
    }
  }
  return [...paragraphs];
}

/** What is inside a node, without documentation and without the name class that may come first. */
function patternsOf(node: RngNode): RngNode[] {
  const inside = node.children.filter((child) => child.kind !== 'documentation');
  const named = (node.kind === 'element' || node.kind === 'attribute') && node.attributes.name === undefined;
  return named ? inside.slice(1) : inside;
}

/** Wildcards have no names to offer, so they count for nothing here; the grammar knows them. */
function namesOf(node: RngNode): string[] {
  if (node.attributes.name !== undefined) return [node.attributes.name.trim()];
  const nameClass = node.children.find((child) => nameClasses.has(child.kind));
  return nameClass === undefined ? [] : listedNames(nameClass);
}

function listedNames(nameClass: RngNode): string[] {
  if (nameClass.kind === 'name') return [nameClass.text.trim()];
  return nameClass.kind === 'choice' ? nameClass.children.flatMap(listedNames) : [];
}

/** For a schema that does not say what people call a kind of value. */
function wordsFor({ attributes, children }: RngNode): string {
  const pattern = children.find(({ kind, attributes: { name } }) => kind === 'param' && name === 'pattern');
  const text = pattern ? collapse(pattern.text) : '';
  const isShort = text !== '' && text.length <= longestPattern;
  return isShort ? `text that matches ${text}` : `a value of type ${attributes.type ?? ''}`;
}

/** Values of the kinds that such schemas describe. */
const samples = [
  'vda',
  '/a',
  'a',
  '1',
  'yes',
  '127.0.0.1',
  '::1',
  '00000000-0000-0000-0000-000000000000',
  '00:00:00:00:00:00',
];

/**
 * A value that most likely fits, for a schema that gives no example: without one, nothing could be taken in the place
 * of a wrong value, and whatever follows it would not be checked. Empty: none is known.
 */
function sampleFor({ attributes, children }: RngNode): string {
  const pattern = children.find(({ kind, attributes: { name } }) => kind === 'param' && name === 'pattern');
  if (!pattern) return /int|long|short|byte|decimal|float|double/i.test(attributes.type ?? '') ? '1' : '';
  try {
    const whole = new RegExp(`^(?:${pattern.text.trim()})$`, 'u');
    return samples.find((sample) => whole.test(sample)) ?? '';
  } catch {
    // XML Schema has expressions that JavaScript has not.
    return '';
  }
}

function addAll(map: Map<string, Set<RngNode>>, names: string[], node: RngNode): void {
  for (const name of names) map.set(name, (map.get(name) ?? new Set()).add(node));
}

function collapse(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
