import type { DocumentProblem, ProblemCode } from '../problemCodes';
import {
  endEmptied,
  endMisspelled,
  endWithoutSlash,
  isEmptiedEnd,
  isEndWithoutSlash,
  reportSlashed,
  reportStray,
} from './endTags';
import { say } from '../wording';
import { declaresNamespace, resolveNamespace, topScope } from './namespaces';
import { OpenElements, type OpenElement } from './openElements';
import type { Source } from './source';
import type { XmlElement, XmlEndTag, XmlNode, XmlStrayEndTag } from './tree';

/** What goes on to the end of the text where its own end is missing, or keeps that from being read. */
const swallowers: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'too-many-attributes',
  'unclosed-cdata',
  'unclosed-comment',
  'unclosed-doctype',
  'unclosed-instruction',
]);

/**
 * Puts elements into their parents. Missing and wrong end tags are repaired so that each slip is reported once
 * and the rest of the tree is what the author most likely meant. The stack is explicit: no depth of nesting
 * overflows the program's own.
 */
export class TreeBuilder {
  readonly nodes: XmlNode[] = [];
  /** The first element at the top level that has a name. */
  root?: XmlElement;
  readonly #source: Source;
  readonly #open = new OpenElements();
  readonly #latestOutside = new Map<string, XmlElement>();
  /** The last element that was ended with one in it that was not. */
  #early?: { element: XmlElement; unended: XmlElement; problem: DocumentProblem | undefined };

  constructor(source: Source) {
    this.#source = source;
  }

  /** The innermost open element. */
  get parent(): XmlElement | undefined {
    return this.#open.innermost?.element;
  }

  /** The name of the open element that an end tag most likely ends: its own, or else the innermost. */
  endedBy(name: string): string | undefined {
    const own = this.#open.has(name) ? name : this.#open.likeliest(name)?.element.name.text;
    return own ?? this.parent?.name.text;
  }

  add(node: XmlNode): void {
    (this.parent?.children ?? this.nodes).push(node);
  }

  /** Takes an element whose start tag has been read; its content follows unless the tag is self-closing. */
  addElement(element: XmlElement): void {
    const around = this.#open.innermost;
    const namespaces = resolveNamespace(this.#source, element, around?.namespaces ?? topScope);
    this.add(element);
    if (!element.parent) this.root ??= element;
    this.#latest(around).set(element.name.text, element);
    if (element.startTag.form === 'self-closing') return;
    this.#open.push({ element, namespaces });
  }

  /** Takes an end tag, whatever it ends. */
  end(endTag: XmlEndTag): void {
    const name = endTag.name.text;
    if (this.#open.has(name)) {
      const first = this.#open.indexOfName(name);
      const before = this.#source.problems.length;
      const innermost = this.parent;
      const isOneUnended = first === this.#open.length - 2;
      const element = this.#open.at(first)?.element;
      this.#closeUnended(first + 1, endTag.range.start);
      this.#closeEnded(endTag);
      const problem = this.#source.problems[before];
      if (isOneUnended && element && innermost && problem?.code === 'unclosed-element')
        this.#early = { element, unended: innermost, problem };
      return;
    }
    if (this.#endLate(endTag) || this.#endEmpty(endTag)) return;
    this.#endMaybe(endTag);
  }

  /**
   * Where an end tag follows what was most likely meant as the content of an element that ends itself, as in
   * `<disk name="vda"/><target/></disk>`, its slash is the slip.
   */
  #endEmpty(endTag: XmlEndTag): boolean {
    const top = this.#open.innermost;
    const { text } = endTag.name;
    const element = this.#latest(top).get(text);
    if (element?.startTag.form !== 'self-closing' || top?.doubtful) return false;
    // It is looked for only once, however many end tags there are.
    this.#latest(top).delete(text);
    const siblings = top?.element.children ?? this.nodes;
    const index = siblings.lastIndexOf(element);
    const isFollowed = siblings.slice(index + 1).some(({ kind }) => kind === 'element');
    // What has been judged without the namespaces that it declares is left where it is.
    if (index === -1 || !isFollowed || declaresNamespaces(element)) return false;
    const content = siblings.splice(index + 1);
    this.#move(content, element);
    element.startTag.form = 'open';
    element.endTag = endTag;
    element.range.end = endTag.range.end;
    if (!top) this.#source.withdrawOutside(element.range);
    reportSlashed(this.#source, element, endTag);
    return true;
  }

  /** The last element of each name in an open one, or at the top level. */
  #latest(open: OpenElement | undefined): Map<string, XmlElement> {
    if (!open) return this.#latestOutside;
    open.latest ??= new Map();
    return open.latest;
  }

  /** Takes an end tag whose name no open element has. */
  #endMaybe(endTag: XmlEndTag): void {
    const likeliest = this.#open.likeliest(endTag.name.text);
    // Where one more end tag comes that is an outer element's, the one before was not one too many.
    if (likeliest) this.#settleInside(likeliest, endTag.range.start);
    const top = this.#open.innermost;
    const stray: XmlStrayEndTag = { kind: 'stray-end-tag', ...(top && { parent: top.element }), ...endTag };
    if (!top || top.doubtful) reportStray(this.#source, stray);
    else {
      const outer = likeliest === top ? undefined : likeliest;
      top.doubtful = { endTag: stray, index: top.element.children.length, ...(outer && { outer }) };
    }
    this.add(stray);
  }

  /** Takes misspelled end tags inside an open element for what they most likely are. */
  #settleInside(open: OpenElement, offset: number): void {
    for (let top = this.#open.innermost; top?.doubtful && top !== open; top = this.#open.innermost) {
      const first = this.#open.indexOf(top.doubtful.outer ?? top);
      this.#closeUnended(Math.max(first, this.#open.indexOf(open) + 1), offset);
    }
  }

  /** Ends everything that is still open at the end of the text. */
  finish(): void {
    // What has no end itself has swallowed the end tags.
    const swallowing = this.#source.problems.some(({ code }) => swallowers.has(code));
    this.#closeUnended(0, this.#source.text.length, swallowing ? 'silent' : 'reported');
  }

  /**
   * Where an end tag comes too late, because an earlier one of its name was written in place of another element's, as
   * in `<disks><disk></disks></disks>`: the earlier one is the slip.
   */
  #endLate(endTag: XmlEndTag): boolean {
    const { element, unended, problem } = this.#early ?? {};
    const top = this.#open.innermost;
    if (!element?.endTag || !unended || element.name.text !== endTag.name.text) return false;
    if (element.parent !== top?.element || top?.doubtful) return false;
    const siblings = top?.element.children ?? this.nodes;
    const index = siblings.lastIndexOf(element);
    // At the top level, what follows has been reported as being there.
    if (!top && index !== siblings.length - 1) return false;
    this.#early = undefined;
    this.#source.withdraw(problem);
    endMisspelled(this.#source, unended, element.endTag);
    this.#move(siblings.splice(index + 1), element);
    element.endTag = endTag;
    element.range.end = endTag.range.end;
    return true;
  }

  #closeEnded(endTag: XmlEndTag): void {
    const [closed] = this.#open.take(this.#open.length - 1);
    if (!closed) return;
    if (closed.doubtful) reportStray(this.#source, closed.doubtful.endTag);
    closed.element.endTag = endTag;
    closed.element.range.end = endTag.range.end;
  }

  /**
   * Closes the open elements from `first` inwards, whose end tags have not come before `offset`. What the start
   * tag of an unfinished element or a misspelled end tag has kept from its proper parent goes there. It is
   * moved outside in, so that no node moves twice.
   */
  #closeUnended(first: number, offset: number, reports: 'reported' | 'silent' = 'reported'): void {
    const host = this.#open.at(first - 1)?.element;
    this.#closeAll(this.#open.take(first), host, offset, reports);
  }

  #closeAll(
    unended: readonly OpenElement[],
    parent: XmlElement | undefined,
    offset: number,
    reports: 'reported' | 'silent',
  ): void {
    let host = parent;
    /** By the outer elements that misspelled end tags are meant for, the innermost ones that they end, too. */
    const ends = new Map<OpenElement, number>();
    for (const [index, { doubtful }] of unended.entries()) {
      if (doubtful?.outer && !ends.has(doubtful.outer)) ends.set(doubtful.outer, index);
    }
    let next = 0;
    for (const [index, open] of unended.entries()) {
      const { element, doubtful } = open;
      if (index < next || element.endTag) continue;
      const last = ends.get(open) ?? -1;
      const innermost = unended[last];
      if (innermost?.doubtful && last > index) {
        const { endTag, index: at } = innermost.doubtful;
        delete innermost.doubtful;
        const [, ...rest] = innermost.element.children.splice(at);
        this.#closeAll(unended.slice(index + 1, last + 1), element, endTag.range.start, reports);
        endMisspelled(this.#source, element, endTag);
        this.#move(rest, host);
        next = last + 1;
        continue;
      }
      if (element.startTag.form === 'unfinished') {
        // Its tag has been reported, and it may be a half-typed one amid finished siblings. In `<nametext</name>`
        // the end tag goes with it.
        if (doubtful && !element.name.text.startsWith(doubtful.endTag.name.text)) {
          reportStray(this.#source, doubtful.endTag);
        }
        this.#move(element.children.splice(0), host);
        continue;
      }
      if (doubtful) {
        const [, ...rest] = element.children.splice(doubtful.index);
        endMisspelled(this.#source, element, doubtful.endTag);
        this.#move(rest, host);
        // Open elements further in stand in `rest`, and so in the host now.
        continue;
      }
      const inner = unended[index + 1];
      if (inner && !inner.doubtful && isEndWithoutSlash(inner.element, element)) {
        endWithoutSlash(this.#source, element, inner.element);
        this.#move(inner.element.children.splice(0), host);
        continue;
      }
      const emptied = element.children.findLastIndex((child) => isEmptiedEnd(child, element));
      if (emptied !== -1) {
        const rest = element.children.splice(emptied);
        endEmptied(this.#source, element, rest[0] as XmlElement);
        this.#move(rest.slice(1), host);
        continue;
      }
      const { text, range } = element.name;
      // A quote that is not closed may have swallowed the slash.
      const isSwallowed = element.attributes.at(-1)?.value?.form === 'unfinished';
      if (reports === 'reported' && !isSwallowed) {
        this.#source.report('unclosed-element', range, say('element "{0}" has no end tag </{0}>', text));
      }
      element.range.end = offset;
      host = element;
    }
  }

  #move(nodes: XmlNode[], host: XmlElement | undefined): void {
    const target = host?.children ?? this.nodes;
    for (const node of nodes) {
      if (host) node.parent = host;
      else delete node.parent;
      target.push(node);
    }
  }
}

function declaresNamespaces({ attributes }: XmlElement): boolean {
  return attributes.some(({ name }) => declaresNamespace(name.text));
}
