import type { DefaultNameResolver, GrammarWalker } from 'salve-annos';

/** salve's walker through a grammar, which consumes a document as events. */
type Walker = GrammarWalker<DefaultNameResolver>;

/** What a document consists of, for salve: namespace URIs, local names, values. */
export type SchemaEvent =
  | readonly ['enterStartTag', namespace: string, localName: string]
  | readonly ['leaveStartTag']
  | readonly ['attributeName', namespace: string, localName: string]
  | readonly ['attributeValue', value: string]
  | readonly ['attributeNameAndValue', namespace: string, localName: string, value: string]
  | readonly ['text', value: string]
  | readonly ['endTag', namespace: string, localName: string];

/** What a schema allows next. */
export interface PossibleEvents {
  /** Qualified names are told apart by `{namespace}local`; names in no namespace are plain. */
  elements: string[];
  attributes: string[];
  /** Listed values of the attribute or text that comes next. */
  values: string[];
  /** Whether a data type or free text is allowed beside the listed values. */
  otherValues: 'allowed' | 'none';
}

/**
 * How many events are replayed at most after one that was refused. A copy of a walker takes a few kilobytes and
 * some time, so that one is kept every so often instead of one per event.
 */
const checkpointDistance = 40;

/**
 * A walker that is as it was before after it has refused an event. salve's own is in no defined state then: it
 * swallows what follows, or complains about everything that does.
 */
export class RecoverableWalker {
  /** Absent: it is where the checkpoint is. Many copies are made only to be looked at, and then it is never needed. */
  #current: Walker | undefined;
  /** Never walked on, only copied: bookmarks and other walkers refer to it. */
  #checkpoint: Walker;
  #since: SchemaEvent[] = [];

  /** @param walker is not walked on by anybody else */
  constructor(walker: Walker) {
    this.#checkpoint = walker;
  }

  /** Takes an event if the schema allows it; otherwise nothing changes. */
  take(event: SchemaEvent): 'taken' | 'refused' {
    this.#current ??= this.#checkpoint.clone();
    if (!fire(this.#current, event)) {
      this.#keepCheckpoint(replay(this.#checkpoint, this.#since, this.#since.length));
      return 'refused';
    }
    this.#since.push(event);
    if (this.#since.length >= checkpointDistance) this.#keepCheckpoint(this.#current);
    return 'taken';
  }

  /** An independent copy in the same state. */
  fork(): RecoverableWalker {
    // Both copy the checkpoint when they go on, and often one of them never does.
    if (this.#current) this.#keepCheckpoint(this.#current);
    return new RecoverableWalker(this.#checkpoint);
  }

  /** Remembers the present state cheaply; calling the result gives a walker in that state. */
  bookmark(): () => RecoverableWalker {
    const checkpoint = this.#checkpoint;
    const since = this.#since;
    const { length } = since;
    return () => new RecoverableWalker(replay(checkpoint, since, length));
  }

  possible(): PossibleEvents {
    const elements = new Set<string>();
    const attributes = new Set<string>();
    const values = new Set<string>();
    let otherValues: PossibleEvents['otherValues'] = 'none';
    for (const event of (this.#current ?? this.#checkpoint).possible()) {
      if (event.name === 'enterStartTag' || event.name === 'attributeName') {
        const names = event.name === 'enterStartTag' ? elements : attributes;
        // A wildcard has no names to offer.
        for (const { ns, name } of event.namePattern.toArray() ?? [])
          names.add(ns === '' ? name : `{${ns}}${name}`);
      } else if (event.name === 'attributeValue' || event.name === 'text') {
        if (typeof event.value === 'string') values.add(event.value);
        else otherValues = 'allowed';
      }
    }
    return { elements: [...elements], attributes: [...attributes], values: [...values], otherValues };
  }

  #keepCheckpoint(walker: Walker): void {
    this.#checkpoint = walker;
    this.#current = undefined;
    this.#since = [];
  }
}

/** Splits a name of `PossibleEvents` into the parameters of an event. */
export function eventName(name: string): [namespace: string, localName: string] {
  const end = name.startsWith('{') ? name.indexOf('}') : -1;
  return end === -1 ? ['', name] : [name.slice(1, end), name.slice(end + 1)];
}

function replay(checkpoint: Walker, events: readonly SchemaEvent[], length: number): Walker {
  if (length === 0) return checkpoint;
  const walker = checkpoint.clone();
  for (let index = 0; index < length; index += 1) {
    const event = events[index];
    if (event) fire(walker, event);
  }
  return walker;
}

function fire(walker: Walker, [name, ...params]: SchemaEvent): boolean {
  return walker.fireEvent(name, params) === false;
}
