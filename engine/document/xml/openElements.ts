import { nearestOnes } from '../spelling';
import type { NamespaceScope } from './namespaces';
import type { XmlElement, XmlStrayEndTag } from './tree';

/** An element whose end is still to come. */
export interface OpenElement {
  element: XmlElement;
  namespaces: NamespaceScope;
  /** Its last child element of each name. */
  latest?: Map<string, XmlElement>;
  /**
   * An end tag in the content whose name no open element has: what follows tells whether it is one too many or a
   * misspelled one, of this element or of `outer`, whose name is more like it. It is the child at `index`.
   */
  doubtful?: { endTag: XmlStrayEndTag; index: number; outer?: OpenElement };
}

/** A misspelled end tag is held against the names of so many open elements, the innermost: more are in no backup. */
const mostAround = 16;

/** The elements that are open at one place of the text; their indices count from the outermost one, from 0. */
export class OpenElements {
  readonly #stack: OpenElement[] = [];
  /** How many of each name there are: most end tags need no search. */
  readonly #names = new Map<string, number>();

  get length(): number {
    return this.#stack.length;
  }

  get innermost(): OpenElement | undefined {
    return this.#stack.at(-1);
  }

  at(index: number): OpenElement | undefined {
    return this.#stack[index];
  }

  has(name: string): boolean {
    return (this.#names.get(name) ?? 0) > 0;
  }

  /** The index of the innermost one of a name; -1: there is none. */
  indexOfName(name: string): number {
    return this.#stack.findLastIndex(({ element }) => element.name.text === name);
  }

  indexOf(open: OpenElement): number {
    return this.#stack.lastIndexOf(open);
  }

  push(open: OpenElement): void {
    this.#stack.push(open);
    this.#count(open, 1);
  }

  /** Takes out those from an index inwards. */
  take(first: number): OpenElement[] {
    const taken = this.#stack.splice(first);
    for (const open of taken) this.#count(open, -1);
    return taken;
  }

  /** The innermost of those whose names are most like a misspelled one; absent: none is like it. */
  likeliest(name: string): OpenElement | undefined {
    const around = this.#stack.slice(-mostAround).filter(({ element }) => element.startTag.form === 'open');
    const near = nearestOnes(
      name,
      around.map(({ element }) => element.name.text),
    );
    return around.findLast(({ element }) => near.includes(element.name.text));
  }

  #count({ element }: OpenElement, change: 1 | -1): void {
    const name = element.name.text;
    this.#names.set(name, (this.#names.get(name) ?? 0) + change);
  }
}
