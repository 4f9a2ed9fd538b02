import type { RngNode } from '../../engine/document/schema/rngTree';
import type { Random } from '../support/random';
import { anyText, samples } from './sampleValues';
import type { SampleElement } from './xmlSample';

/** What a pattern was turned into: attributes, and what stands between the tags. */
interface Sample {
  attributes: [string, string][];
  children: (SampleElement | string)[];
}

/** Makes documents that a schema allows, by walking its patterns and choosing at random. */
export class SampleGenerator {
  readonly #defines: ReadonlyMap<string, RngNode>;
  readonly #start: RngNode;
  readonly #random: Random;

  constructor(grammar: RngNode, random: Random) {
    this.#random = random;
    const [start] = grammar.children.filter(({ kind }) => kind === 'start');
    if (start === undefined) throw new Error('The schema has no start.');
    this.#start = start;
    this.#defines = new Map(grammar.children.map((define) => [define.attributes.name ?? '', define]));
  }

  /** A document that is valid by construction. */
  document(): SampleElement {
    const [root] = this.#inside(this.#start).children;
    if (root === undefined || typeof root === 'string') throw new Error('The schema begins with no element.');
    return root;
  }

  #inside(holder: RngNode): Sample {
    return join(patternsOf(holder).map((pattern) => this.#sample(pattern)));
  }

  #sample(pattern: RngNode): Sample {
    const { kind, attributes } = pattern;
    // A wildcard allows any name.
    const name = attributes.name ?? this.#random.pick(['anything', 'disk', 'name']);
    switch (kind) {
      case 'element': {
        const inside = this.#inside(pattern);
        const element = {
          name,
          attributes: new Map(this.#shuffle(inside.attributes)),
          children: inside.children,
        };
        return { attributes: [], children: [element] };
      }
      case 'attribute':
        return { attributes: [[name, textOf(this.#inside(pattern))]], children: [] };
      case 'ref': {
        const define = this.#defines.get(name);
        if (define === undefined) throw new Error(`${name} is not defined.`);
        return this.#inside(define);
      }
      case 'choice':
        return this.#sample(this.#random.pick(patternsOf(pattern)));
      case 'optional':
        return this.#random.chance(0.5) ? this.#inside(pattern) : join([]);
      case 'zeroOrMore':
        return this.#repeat(pattern, this.#random.pick([0, 0, 0, 1, 2]));
      case 'oneOrMore':
        return this.#repeat(pattern, this.#random.pick([1, 1, 2, 3]));
      case 'interleave':
        return this.#interleave(patternsOf(pattern).map((part) => this.#sample(part)));
      case 'group':
        return this.#inside(pattern);
      case 'value':
        return { attributes: [], children: [pattern.text] };
      case 'text':
        return { attributes: [], children: [this.#random.pick(anyText)] };
      case 'data': {
        const values = samples[pattern.words]?.good;
        if (values === undefined) throw new Error(`There are no sample values for ${pattern.words}.`);
        return { attributes: [], children: [this.#random.pick(values)] };
      }
      default:
        throw new Error(`No samples can be made of <${kind}>.`);
    }
  }

  #repeat(pattern: RngNode, times: number): Sample {
    return join(Array.from({ length: times }, () => this.#inside(pattern)));
  }

  /** The parts keep their own order, and mix in any way. */
  #interleave(parts: Sample[]): Sample {
    const turns = this.#shuffle(parts.flatMap((part, index) => part.children.map(() => index)));
    const left = parts.map((part) => [...part.children]);
    return {
      attributes: parts.flatMap((part) => part.attributes),
      children: turns.flatMap((index) => left[index]?.splice(0, 1) ?? []),
    };
  }

  #shuffle<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, key: this.#random.fraction() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }
}

function patternsOf(node: RngNode): RngNode[] {
  return node.children.filter(({ kind }) => kind !== 'documentation' && kind !== 'anyName');
}

function join(parts: Sample[]): Sample {
  return {
    attributes: parts.flatMap((part) => part.attributes),
    children: parts.flatMap((part) => part.children),
  };
}

/** An attribute's value. */
function textOf({ children }: Sample): string {
  return children.filter((child) => typeof child === 'string').join('');
}
