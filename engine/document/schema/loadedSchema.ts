import type { Grammar } from 'salve-annos';
// Not from the package's face: that loads what converts schemas as well, and programs start with this.
import { readTreeFromJSON } from 'salve-annos/lib/salve/json-format/read';
import { RecoverableWalker } from './recoverableWalker';
import type { CompiledSchema, ElementInfo } from './schema';
import { startOf, type SchemaState } from './schemaState';

/** A schema that documents can be held against. */
export class LoadedSchema {
  readonly elements: ReadonlyMap<string, ElementInfo>;
  /** The names of all elements, wherever they stand. */
  readonly names: ReadonlySet<string>;
  readonly #grammar: Grammar;
  /** What has been found out about the schema, from one document to the next. */
  #start: SchemaState | undefined;

  constructor(compiled: CompiledSchema) {
    this.#grammar = readTreeFromJSON(compiled.grammar);
    this.elements = new Map(Object.entries(compiled.elements));
    this.names = new Set([...this.elements.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  }

  /** A walker at the very start of a document. */
  walker(): RecoverableWalker {
    if (!this.#start || this.#start.known.isFull) this.#start = startOf(this.#grammar);
    return new RecoverableWalker(this.#start);
  }
}
