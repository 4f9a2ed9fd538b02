import type { Grammar } from 'salve-annos';
// Not from the package's face: that loads what converts schemas as well, and programs start with this.
import { DefaultNameResolver } from 'salve-annos/lib/salve/default_name_resolver';
import { readTreeFromJSON } from 'salve-annos/lib/salve/json-format/read';
import { RecoverableWalker } from './recoverableWalker';
import type { CompiledSchema, ElementInfo } from './schema';

/** A schema that documents can be held against. */
export class LoadedSchema {
  readonly elements: ReadonlyMap<string, ElementInfo>;
  /** The names of all elements, wherever they stand. */
  readonly names: ReadonlySet<string>;
  readonly #grammar: Grammar;

  constructor(compiled: CompiledSchema) {
    this.#grammar = readTreeFromJSON(compiled.grammar);
    this.elements = new Map(Object.entries(compiled.elements));
    this.names = new Set([...this.elements.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  }

  /** A walker at the very start of a document. */
  walker(): RecoverableWalker {
    return new RecoverableWalker(this.#grammar.newWalker(new DefaultNameResolver()));
  }
}
