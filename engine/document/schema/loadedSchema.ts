// Not from the package's face: that loads what converts schemas as well, and programs start with this.
import { readTreeFromJSON } from 'salve-annos/lib/salve/json-format/read';
import { KnownStates } from './knownStates';
import { RecoverableWalker } from './recoverableWalker';
import type { CompiledSchema, ElementInfo } from './schema';

/** A schema that documents can be held against. */
export class LoadedSchema {
  readonly elements: ReadonlyMap<string, ElementInfo>;
  /** The names of all elements, wherever they stand. */
  readonly names: ReadonlySet<string>;
  readonly #grammar: string;
  /** What has been found out about the schema, from one document to the next. */
  #known: KnownStates;

  constructor(compiled: CompiledSchema) {
    this.#grammar = compiled.grammar;
    this.#known = this.#nothingKnown();
    this.elements = new Map(Object.entries(compiled.elements));
    this.names = new Set([...this.elements.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  }

  /** A walker at the very start of a document. */
  walker(): RecoverableWalker {
    if (this.#known.isFull) this.#known = this.#nothingKnown();
    return new RecoverableWalker(this.#known.start);
  }

  /** What there is known of a grammar goes with its patterns, so it is read anew: that takes 0.2 ms. */
  #nothingKnown(): KnownStates {
    return new KnownStates(readTreeFromJSON(this.#grammar));
  }
}
