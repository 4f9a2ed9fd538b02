import { Attribute } from 'salve-annos/lib/salve/patterns/attribute';
import type { Walker } from './salveWalker';

/** What salve's walkers are made of: one for each pattern, with walkers for the patterns in it. */
type Part = Record<string, unknown> & { el: object };

/** The fields of a kind of walker that say where it is. */
interface Layout {
  flags: readonly string[];
  parts: readonly string[];
}

/** As many flags go into a character, none of which is half of a pair. */
const flagsInCharacter = 15;

/** Tells by a string whether two walkers through a grammar will do the same, whatever comes. */
export class Fingerprints {
  /** The patterns of the elements that walkers begin with; all patterns in them follow from those. */
  readonly #numbers = new Map<object, number>();
  readonly #layouts = new Map<unknown, Layout>();
  readonly #onlyAttributes = new Map<object, boolean>();
  #text = '';
  #flags = 0;
  #count = 0;
  #parts = 0;

  /** Two walkers with one text will do the same; `parts` is how many objects a walker consists of. */
  of(walker: Walker): { text: string; parts: number } {
    const { elementWalkerStack, suspendedWs, ignoreNextWs, misplacedDepth, _swallowAttributeValue } =
      walker as unknown as {
        elementWalkerStack: Part[][];
        suspendedWs: string | undefined;
        ignoreNextWs: boolean;
        misplacedDepth: number;
        _swallowAttributeValue: boolean;
      };
    this.#text = `${misplacedDepth} ${suspendedWs === undefined ? '' : JSON.stringify(suspendedWs)}`;
    this.#parts = 1;
    this.#add(ignoreNextWs);
    this.#add(_swallowAttributeValue);
    for (const readings of elementWalkerStack) {
      for (const part of readings) {
        this.#flush();
        this.#text += this.#nameOf(part);
        this.#addPart(part, part['endedStartTag'] === true);
      }
      this.#flush();
      this.#text += '/';
    }
    return { text: this.#text, parts: this.#parts };
  }

  /** The same for walkers that have just entered an element: no more than which one it is, in which readings. */
  ofBegun(walker: Walker): string {
    const [readings = []] = (walker as unknown as { elementWalkerStack: Part[][] }).elementWalkerStack;
    return readings.map((part) => this.#nameOf(part)).join('');
  }

  #nameOf(part: Part): string {
    const { boundName } = part as { boundName?: { ns: string; name: string } };
    return ` ${this.#number(part.el)}${boundName ? JSON.stringify([boundName.ns, boundName.name]) : ''} `;
  }

  #addPart(part: Part, isBehindStartTag: boolean): void {
    this.#parts += 1;
    const { flags, parts } = this.#layout(part);
    for (const flag of flags) this.#add(part[flag] === true);
    // Behind the start tag, attributes that may be missing do nothing more, whether they were there or not.
    if (isBehindStartTag && this.#isOptionalAttribute(part.el)) return;
    for (const name of parts) {
      const inner = part[name];
      this.#add(inner !== undefined);
      if (isPart(inner)) this.#addPart(inner, isBehindStartTag);
    }
  }

  #add(flag: boolean): void {
    this.#flags = (this.#flags << 1) | (flag ? 1 : 0);
    this.#count += 1;
    if (this.#count === flagsInCharacter) this.#flush();
  }

  #flush(): void {
    if (this.#count > 0) this.#text += String.fromCharCode(this.#flags);
    this.#flags = 0;
    this.#count = 0;
  }

  #number(pattern: object): number {
    const number = this.#numbers.get(pattern) ?? this.#numbers.size;
    this.#numbers.set(pattern, number);
    return number;
  }

  /** What else there is, such as the pattern, its name and its datatype, never changes. */
  #layout(part: Part): Layout {
    const known = this.#layouts.get(part.constructor);
    if (known) return known;
    const names = Object.keys(part);
    const layout = {
      flags: names.filter((name) => typeof part[name] === 'boolean'),
      parts: names.filter((name) => part[name] === undefined || isPart(part[name])),
    };
    this.#layouts.set(part.constructor, layout);
    return layout;
  }

  #isOptionalAttribute(pattern: object & { optional?: boolean; patB?: object }): boolean {
    if (pattern.optional !== true || !pattern.patB) return false;
    const known = this.#onlyAttributes.get(pattern) ?? hasOnlyAttributes(pattern.patB);
    this.#onlyAttributes.set(pattern, known);
    return known;
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'fireEvent' in value;
}

function hasOnlyAttributes(pattern: object & { patA?: object; patB?: object; pat?: object }): boolean {
  if (pattern instanceof Attribute) return true;
  const { patA, patB } = pattern;
  return patA !== undefined && patB !== undefined && hasOnlyAttributes(patA) && hasOnlyAttributes(patB);
}
