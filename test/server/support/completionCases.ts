import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, itemsAt, type Asking } from './completionCheck';

/** Holds the labels of what is offered at `|`, in their order, against a list. */
export function offers(title: string, marked: string, labels: string[], asking?: Asking): void {
  test(title, async () => {
    const items = await itemsAt(marked, asking);
    assert.deepEqual(
      items.map(({ label }) => label),
      labels,
    );
  });
}

/** Holds the text after accepting an item against an expected one, tab stops as an editor gets them. */
export function accepts(
  title: string,
  marked: string,
  label: string,
  expected: string,
  asking?: Asking,
): void {
  test(title, async () => assert.equal(await accept(marked, label, asking), expected));
}
