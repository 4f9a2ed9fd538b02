import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InsertTextFormat } from 'vscode-languageserver/node';
import { abilitiesOf } from '../../server/clientAbilities';
import { toInsertion } from '../../server/features/snippet';
import { toMarkup } from '../../server/markup';

const snippets = abilitiesOf({ textDocument: { completion: { completionItem: { snippetSupport: true } } } });

test("a snippet's own characters are meant literally in text and choices", () => {
  const pieces = ['a$1}\\="', { choices: ['x,y', 'p|q', '$0'] }, '"'];
  assert.deepEqual(toInsertion(pieces, snippets), {
    newText: 'a\\$1\\}\\\\="${1|x\\,y,p\\|q,\\$0|}"',
    format: InsertTextFormat.Snippet,
  });
});

test('text without stops is not sent as a snippet', () => {
  assert.deepEqual(toInsertion(['a$1'], snippets), { newText: 'a$1', format: InsertTextFormat.PlainText });
});

test('documentation shows as it is written, with names in backticks as code', () => {
  assert.equal(
    toMarkup(['Not *bold*, no [link](x), no <b>; `a_b*` is code.', 'An odd ` tick.'], 'markdown').value,
    'Not \\*bold\\*, no \\[link\\](x), no \\<b\\>; `a_b*` is code.\n\nAn odd \\` tick.',
  );
});
