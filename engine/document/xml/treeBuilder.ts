import type { TextRange } from '../problem';
import type { DocumentProblem, ProblemCode } from '../problemCodes';
import { resolveNamespace, topScope, type NamespaceScope } from './namespaces';
import type { Source } from './source';
import type { XmlElement, XmlEndTag, XmlNode, XmlStrayEndTag } from './tree';

interface OpenElement {
  element: XmlElement;
  namespaces: NamespaceScope;
  /**
   * An end tag in the content whose name no open element has: what follows tells whether it is one too many or
   * this element's, misspelled. It is the child at `index`.
   */
  doubtful?: { endTag: XmlStrayEndTag; index: number };
}

/** What goes on to the end of the text where its own end is missing. */
const swallowers: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
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
  readonly #stack: OpenElement[] = [];
  readonly #openNames = new Map<string, number>();
  /** The last element that was ended with one in it that was not. */
  #early?: { element: XmlElement; unended: XmlElement; problem: DocumentProblem | undefined };

  constructor(source: Source) {
    this.#source = source;
  }

  /** The innermost open element. */
  get parent(): XmlElement | undefined {
    return this.#stack.at(-1)?.element;
  }

  /** The name of the open element that an end tag most likely ends: its own, or else the innermost. */
  endedBy(name: string): string | undefined {
    return (this.#openNames.get(name) ?? 0) > 0 ? name : this.parent?.name.text;
  }

  add(node: XmlNode): void {
    (this.parent?.children ?? this.nodes).push(node);
  }

  /** Takes an element whose start tag has been read; its content follows unless the tag is self-closing. */
  addElement(element: XmlElement): void {
    const namespaces = resolveNamespace(this.#source, element, this.#stack.at(-1)?.namespaces ?? topScope);
    this.add(element);
    if (!element.parent) this.root ??= element;
    if (element.startTag.form === 'self-closing') return;
    this.#stack.push({ element, namespaces });
    this.#count(element, 1);
  }

  /** Takes an end tag, whatever it ends. */
  end(endTag: XmlEndTag): void {
    const name = endTag.name.text;
    const top = this.#stack.at(-1);
    if (top && (this.#openNames.get(name) ?? 0) > 0) {
      let first = this.#stack.length - 1;
      while (this.#stack[first]?.element.name.text !== name) first -= 1;
      const before = this.#source.problems.length;
      const innermost = this.#stack.at(-1)?.element;
      const isOneUnended = first === this.#stack.length - 2;
      const element = this.#stack[first]?.element;
      this.#closeUnended(first + 1, endTag.range.start);
      this.#closeEnded(endTag);
      const problem = this.#source.problems[before];
      if (isOneUnended && element && innermost && problem?.code === 'unclosed-element')
        this.#early = { element, unended: innermost, problem };
      return;
    }
    if (this.#endLate(endTag)) return;
    const stray: XmlStrayEndTag = { kind: 'stray-end-tag', ...(top && { parent: top.element }), ...endTag };
    if (top && !top.doubtful) top.doubtful = { endTag: stray, index: top.element.children.length };
    else this.#reportStray(stray);
    this.add(stray);
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
    const top = this.#stack.at(-1);
    if (!element?.endTag || !unended || element.name.text !== endTag.name.text) return false;
    if (element.parent !== top?.element || top?.doubtful) return false;
    const siblings = top?.element.children ?? this.nodes;
    const index = siblings.lastIndexOf(element);
    // At the top level, what follows has been reported as being there.
    if (!top && index !== siblings.length - 1) return false;
    this.#early = undefined;
    this.#source.withdraw(problem);
    this.#endMisspelled(unended, element.endTag);
    this.#move(siblings.splice(index + 1), element);
    element.endTag = endTag;
    element.range.end = endTag.range.end;
    return true;
  }

  #closeEnded(endTag: XmlEndTag): void {
    const closed = this.#stack.pop();
    if (!closed) return;
    this.#count(closed.element, -1);
    if (closed.doubtful) this.#reportStray(closed.doubtful.endTag);
    closed.element.endTag = endTag;
    closed.element.range.end = endTag.range.end;
  }

  /**
   * Closes the open elements from `first` inwards, whose end tags have not come before `offset`. What the start
   * tag of an unfinished element or a misspelled end tag has kept from its proper parent goes there. It is
   * moved outside in, so that no node moves twice.
   */
  #closeUnended(first: number, offset: number, reports: 'reported' | 'silent' = 'reported'): void {
    let host = this.#stack[first - 1]?.element;
    const unended = this.#stack.splice(first);
    for (const [index, { element, doubtful }] of unended.entries()) {
      this.#count(element, -1);
      if (element.endTag) continue;
      if (element.startTag.form === 'unfinished') {
        // Its tag has been reported, and it may be a half-typed one amid finished siblings. In `<nametext</name>`
        // the end tag goes with it.
        if (doubtful && !element.name.text.startsWith(doubtful.endTag.name.text)) {
          this.#reportStray(doubtful.endTag);
        }
        this.#move(element.children.splice(0), host);
        continue;
      }
      if (doubtful) {
        const [, ...rest] = element.children.splice(doubtful.index);
        this.#endMisspelled(element, doubtful.endTag);
        this.#move(rest, host);
        // Open elements further in stand in `rest`, and so in the host now.
        continue;
      }
      const inner = unended[index + 1];
      if (inner && isEndWithoutSlash(inner, element)) {
        this.#endWithoutSlash(element, inner.element);
        this.#move(inner.element.children.splice(0), host);
        continue;
      }
      const emptied = element.children.findLastIndex((child) => isEmptiedEnd(child, element));
      if (emptied !== -1) {
        const rest = element.children.splice(emptied);
        this.#endEmptied(element, rest[0] as XmlElement);
        this.#move(rest.slice(1), host);
        continue;
      }
      const { text, range } = element.name;
      // A quote that is not closed may have swallowed the slash.
      const isSwallowed = element.attributes.at(-1)?.value?.form === 'unfinished';
      if (reports === 'reported' && !isSwallowed) {
        this.#source.report('unclosed-element', range, `element "${text}" has no end tag </${text}>`);
      }
      element.range.end = offset;
      host = element;
    }
  }

  #endWithoutSlash(element: XmlElement, inner: XmlElement): void {
    const { name } = inner;
    const { range } = inner.startTag;
    element.children.pop();
    element.endTag = { name, range };
    element.range.end = range.end;
    inner.endTag = element.endTag;
    const message = `<${name.text}> opens another "${name.text}", and nothing ends them; expected </${name.text}>`;
    this.#source.report('missing-slash', name.range, message, {
      related: [{ range: element.name.range, message: `<${name.text}> begins here` }],
    });
  }

  #endEmptied(element: XmlElement, { name, range }: XmlElement): void {
    element.endTag = { name, range };
    element.range.end = range.end;
    const message = `<${name.text}/> opens another "${name.text}", and nothing ends the first one; expected </${name.text}>`;
    this.#source.report('missing-slash', name.range, message, {
      related: [{ range: element.name.range, message: `<${name.text}> begins here` }],
    });
  }

  #endMisspelled(element: XmlElement, { name, range }: XmlEndTag): void {
    element.endTag = { name, range };
    element.range.end = range.end;
    if (this.#isUnfinished(range)) return;
    const expected = element.name.text;
    this.#source.report(
      'mismatched-end-tag',
      name.range,
      `end tag </${name.text}> does not match <${expected}>; expected </${expected}>`,
      { related: [{ range: element.name.range, message: `<${expected}> begins here` }] },
    );
  }

  #move(nodes: XmlNode[], host: XmlElement | undefined): void {
    const target = host?.children ?? this.nodes;
    for (const node of nodes) {
      if (host) node.parent = host;
      else delete node.parent;
      target.push(node);
    }
  }

  #reportStray({ name, range }: XmlStrayEndTag): void {
    if (this.#isUnfinished(range)) return;
    this.#source.report('unexpected-end-tag', name.range, `end tag </${name.text}> ends no open element`);
  }

  /** An end tag without `>` or name has been reported as that. */
  #isUnfinished({ start, end }: TextRange): boolean {
    const tag = this.#source.text.slice(start, end);
    return tag === '</>' || !tag.endsWith('>');
  }

  #count(element: XmlElement, change: 1 | -1): void {
    const name = element.name.text;
    this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + change);
  }
}

/** Whether an empty element inside one of its own name, which has no end tag, was meant as its end tag. */
function isEmptiedEnd(node: XmlNode, { name }: XmlElement): boolean {
  if (node.kind !== 'element' || node.startTag.form !== 'self-closing') return false;
  return node.name.text === name.text && node.attributes.length === 0;
}

/** Whether an element without end tag, inside one of its own name that has none either, was meant as its end tag. */
function isEndWithoutSlash({ element, doubtful }: OpenElement, outer: XmlElement): boolean {
  const { name, startTag, attributes } = element;
  const isPlain = startTag.form === 'open' && attributes.length === 0 && !doubtful;
  return isPlain && element.parent === outer && name.text === outer.name.text;
}
