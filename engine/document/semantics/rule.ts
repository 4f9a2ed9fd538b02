import type { TextRange } from '../problem';
import type { DocumentProblem } from '../problemCodes';
import type { XmlAttribute } from '../xml/tree';
import type { BackupTree } from './backupTree';

/** Finds one kind of trouble that the schema language cannot express and that shows without a live machine. */
export type Rule = (tree: BackupTree) => DocumentProblem[];

/** Where an attribute's value stands, or the attribute, as long as it has none. */
export function valueRange({ value, range }: XmlAttribute): TextRange {
  return value?.range ?? range;
}

/** Pairs each item with the first one before it that has the same key; items without a key are left out. */
export function repetitions<Item>(
  items: readonly Item[],
  key: (item: Item) => string | undefined,
): { first: Item; again: Item }[] {
  const firsts = new Map<string, Item>();
  const found: { first: Item; again: Item }[] = [];
  for (const again of items) {
    const name = key(again);
    if (name === undefined || name === '') continue;
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, again);
    else found.push({ first, again });
  }
  return found;
}
