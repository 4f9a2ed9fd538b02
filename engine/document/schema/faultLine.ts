import { TextLines } from '../position';
import { parseDocument } from '../xml/parse';
import type { XmlElement } from '../xml/tree';

/** What a schema's converter says about a text; absent: nothing, it can be used. */
export type Verdict = (rng: string) => Promise<string | undefined>;

/** A bound on how often a schema is converted to find the fault, and on how long that may take, in ms. */
const mostTrials = 100;
const patienceMs = 2000;

/** What is inside an element or attribute and no pattern of its own. */
const noPatterns = new Set(['name', 'anyName', 'nsName', 'except', 'param', 'documentation']);

/**
 * The line of the smallest part of a schema without which the fault is gone. salve tells no place, so parts are left
 * out one after the other, from the start inwards and through what is referred to. Of several that each do, such as two
 * attributes of one name, it is the last.
 */
export async function faultLine(rng: string, fault: string, verdict: Verdict): Promise<number | undefined> {
  const { root } = parseDocument(rng);
  if (!root) return undefined;
  const search = new Search(rng, root, fault, verdict);
  const place = (await search.spare()) ?? (await search.innermost());
  return place && new TextLines(rng).positionAt(place.range.start).line;
}

class Search {
  readonly #end = performance.now() + patienceMs;
  readonly #defines = new Map<string, XmlElement[]>();
  readonly #components: XmlElement[];
  #trials = 0;

  constructor(
    private readonly rng: string,
    private readonly root: XmlElement,
    private readonly fault: string,
    private readonly verdict: Verdict,
  ) {
    this.#components = elementsIn(root).filter(isComponent);
    for (const component of this.#components) {
      const name = component.localName === 'define' ? nameOf(component) : '';
      this.#defines.set(name, [...(this.#defines.get(name) ?? []), component]);
    }
  }

  /** A definition that is one too many: without it, all is well. */
  async spare(): Promise<XmlElement | undefined> {
    for (const same of this.#defines.values()) {
      const last = same.at(-1);
      if (same.length > 1 && last && (await this.#without(last, '')) === 'fine') return last;
    }
    return undefined;
  }

  /** Follows the fault from the start inwards. */
  async innermost(): Promise<XmlElement | undefined> {
    const visited = new Set<XmlElement>();
    let place: XmlElement | undefined;
    let inside = this.#components.length === 0 ? [this.root] : this.#components.filter(isStart);
    for (;;) {
      // What is no RELAX NG at all is a fault also where nothing refers to it.
      const beyond = place ? this.#referred(place) : this.#components;
      const next = (await this.#cause(inside)) ?? (await this.#cause(beyond));
      if (!next || visited.has(next)) return place;
      visited.add(next);
      place = next;
      inside = next.localName === 'ref' ? this.#referred(next) : patternsIn(next);
    }
  }

  /** The last of some parts without which the fault is gone; first those without which all is well. */
  async #cause(parts: readonly XmlElement[]): Promise<XmlElement | undefined> {
    let other: XmlElement | undefined;
    for (const part of parts.toReversed()) {
      const outcome = await this.#without(part, isStart(part) ? '<notAllowed/>' : '<empty/>');
      if (outcome === 'fine') return part;
      if (outcome === 'other fault') other ??= part;
    }
    return other;
  }

  /** The definitions that something refers to. */
  #referred(place: XmlElement): XmlElement[] {
    const refs = [place, ...elementsIn(place)].filter(({ localName }) => localName === 'ref');
    return [...new Set(refs.flatMap((ref) => this.#defines.get(nameOf(ref)) ?? []))];
  }

  /** What becomes of the schema with something else in the place of a pattern, or of what a component holds. */
  async #without(part: XmlElement, instead: string): Promise<'fine' | 'other fault' | 'same fault'> {
    this.#trials += 1;
    if (this.#trials > mostTrials || performance.now() > this.#end) return 'same fault';
    const { startTag, endTag, range, name } = part;
    const isHeld = isComponent(part) && instead !== '';
    const start = isHeld ? startTag.range.end : range.start;
    const end = isHeld ? (endTag?.range.start ?? startTag.range.end) : range.end;
    const said = await this.verdict(
      this.rng.slice(0, start) + prefixed(instead, name.text) + this.rng.slice(end),
    );
    if (said === undefined) return 'fine';
    return said === this.fault ? 'same fault' : 'other fault';
  }
}

/** The empty tag with the prefix of the schema's own names. */
function prefixed(tag: string, name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? tag : tag.replace('<', `<${name.slice(0, colon + 1)}`);
}

function isStart({ localName }: XmlElement): boolean {
  return localName === 'start';
}

function isComponent({ localName }: XmlElement): boolean {
  return localName === 'start' || localName === 'define';
}

function nameOf({ attributes }: XmlElement): string {
  return attributes.find(({ name }) => name.text === 'name')?.value?.text ?? '';
}

function patternsIn(element: XmlElement): XmlElement[] {
  return element.children.filter(
    (node): node is XmlElement =>
      node.kind === 'element' && (isComponent(element) || !noPatterns.has(node.localName)),
  );
}

function elementsIn(element: XmlElement): XmlElement[] {
  const inside = element.children.filter((node) => node.kind === 'element');
  return inside.flatMap((each) => [each, ...elementsIn(each)]);
}
