import type { Heard, Question } from './datatypeQuestions';
import type { SchemaEvent } from './schemaEvents';

/** Longer names and values are not remembered. */
const longestPart = 500;

/** What follows a value by what the datatypes say of it: a question to ask first, or the end of them. */
interface Asked<Next> {
  question?: Question;
  so?: Asked<Next>;
  not?: Asked<Next>;
  next?: Next;
}

/** What follows one kind of event with one name. */
interface Known<Next> {
  /** By the value; by nothing where there is none. */
  byText?: Map<string, Next>;
  /** What follows values that are not blank. */
  byAnswers: Asked<Next>;
}

/** What events lead to, as far as it is remembered. */
export class KnownSteps<Next> {
  /** By the kind of event and its name. */
  readonly #known = new Map<string, Map<string, Known<Next>>>();

  find(event: SchemaEvent): Next | undefined {
    const known = this.#known.get(event[0])?.get(nameOf(event));
    if (!known) return undefined;
    const value = valueOf(event);
    return known.byText?.get(value) ?? (isBlank(value) ? undefined : answered(known.byAnswers, value));
  }

  /**
   * Remembers a step.
   * @param heard what salve was told of the value in it
   * @returns how many things more are remembered
   */
  add(event: SchemaEvent, heard: Heard, next: Next): number {
    const name = nameOf(event);
    if (name.length > longestPart) return 0;
    const value = valueOf(event);
    const known = this.#knownOf(event[0], own(name));
    // Of listed values there are few, and all that is asked of them is asked of each value. Of lists, parts are asked.
    const isByAnswers = !isBlank(value) && heard.every(({ question }) => question.about !== 'item of a list');
    const isByText =
      !isByAnswers || heard.some(({ question, isSo }) => question.about === 'listed value' && isSo);
    if (isByText && value.length <= longestPart)
      (known.byText ??= new Map<string, Next>()).set(own(value), next);
    if (!isByAnswers) return 1;
    let at = known.byAnswers;
    for (const { question, isSo } of heard) {
      at.question = question;
      at = isSo ? (at.so ??= {}) : (at.not ??= {});
    }
    at.next = next;
    return 1 + heard.length;
  }

  #knownOf(kind: string, name: string): Known<Next> {
    const named = this.#known.get(kind) ?? new Map<string, Known<Next>>();
    const known = named.get(name) ?? { byAnswers: {} };
    this.#known.set(kind, named.set(name, known));
    return known;
  }
}

function answered<Next>(first: Asked<Next>, value: string): Next | undefined {
  let at: Asked<Next> | undefined = first;
  while (at?.question) at = at.question.ask(value) ? at.so : at.not;
  return at?.next;
}

/** Blank for salve, which does something else with such values. */
function isBlank(value: string): boolean {
  return !/\S/.test(value);
}

/** Names in no namespace are plain, and no name has a brace in it. */
function nameOf(event: SchemaEvent): string {
  if (event.length < 3) return '';
  const [, namespace, localName = ''] = event;
  return namespace === '' ? localName : `{${namespace}}${localName}`;
}

function valueOf(event: SchemaEvent): string {
  return (event.length === 2 ? event[1] : event[3]) ?? '';
}

/** A copy: a part of a string keeps all of it, and these are parts of a document. */
function own(part: string): string {
  return ` ${part}`.slice(1);
}
