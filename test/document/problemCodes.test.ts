import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { problemCodes } from '../../engine/document/problemCodes';

test('docs/problems.md explains every problem that a document or a schema can have, and no others', async () => {
  const page = await readFile('docs/problems.md', 'utf8');
  const headings = Array.from(page.matchAll(/^### `([a-z-]+)`$/gm), ([, code]) => code ?? '');
  const sorted = (codes: readonly string[]): string[] => codes.toSorted((a, b) => a.localeCompare(b));
  // What is reported in a user's own schema is none of a document.
  assert.deepEqual(sorted(headings), sorted([...problemCodes, 'unusable-schema']));
});
