import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDocument } from '../../engine/document';
import { unmark } from './support/marked';
import { checkWellFormed, testSlips, type Slip } from './support/slips';

const cases: Slip[] = [
  ['a comment without end', '<a/>⟦<!--⟧ x -', ['unclosed-comment: the comment has no end "-->"']],
  ['-- in a comment', '<a/><!-- x ⟦--⟧ y -->', ['dashes-in-comment: "--" must not stand inside a comment']],
  [
    'a comment being typed',
    '<a>⟦<!-⟧\n</a>',
    ['unknown-markup: "<!" begins a comment (<!-- -->), a CDATA section or <!DOCTYPE>, and nothing else'],
  ],
  ['CDATA without end', '<a>⟦<![CDATA[⟧x]]', ['unclosed-cdata: the CDATA section has no end "]]>"']],
  [']]> in text', '<a>⟦]]>⟧</a>', ['unescaped-cdata-end: "]]>" in text must be written as ]]&gt;']],
  [
    'an instruction without end',
    '<a/>⟦<?x⟧ y',
    ['unclosed-instruction: the processing instruction has no end "?>"'],
  ],
  [
    'an instruction without name',
    '⟦<?⟧ x?><a/>',
    ['malformed-instruction: a processing instruction begins with "<?", a name and white space'],
  ],
  [
    'a late XML declaration',
    '\n⟦<?xml⟧ version="1.0"?><a/>',
    ['misplaced-xml-declaration: the XML declaration must be at the very start of the document'],
  ],
  [
    'an XML declaration without version',
    '<?xml encoding⟦=⟧"utf-8"?><a/>',
    [
      'malformed-xml-declaration: the XML declaration is wrong (expected one of version); expected <?xml version="1.0"?>',
    ],
  ],
  [
    'a declaration behind the root',
    '<a/>⟦<!DOCTYPE⟧ a>',
    ['misplaced-doctype: a document type declaration may stand only once, before the root element'],
  ],
  [
    'a declaration without end',
    '⟦<!DOCTYPE⟧ a [ <a/>',
    ['unclosed-doctype: the document type declaration has no end ">"'],
  ],
  [
    'a prefix that is not declared',
    '<⟦x:a⟧ ⟦y:b⟧="1"/>',
    [
      'unbound-prefix: the namespace prefix "x" is not declared',
      'unbound-prefix: the namespace prefix "y" is not declared',
    ],
  ],
  [
    'two prefixes for one attribute',
    '<a xmlns:x="u" xmlns:y="u" x:b="1" ⟦y:b⟧="2"/>',
    ['duplicate-attribute: attribute "y:b" is the same as "x:b"'],
  ],
  [
    'a misplaced colon',
    '<⟦a:⟧/>',
    ['malformed-name: "a:" is not a name; the colon belongs between a prefix and a name'],
  ],
  [
    'a reserved prefix',
    '<a ⟦xmlns:xml⟧="u"/>',
    ['invalid-namespace: the prefix "xml" must not be declared as anything else'],
  ],
];

describe('What is neither element nor text is checked', () => {
  testSlips(cases);

  test('a byte order mark is no character of the document', () =>
    checkWellFormed('\uFEFF<?xml version="1.0"?><a/>', []));

  test('a document type declaration is ignored with a warning, and its entities are not defined', () => {
    const { text, ranges } = unmark(
      '⟦<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd"> <!-- ]> --> <!ENTITY y "]>">]>⟧<a>⟦&x;⟧⟦&y;⟧</a>',
    );
    const { problems } = parseDocument(text);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [
        ['doctype-ignored', 'warning'],
        ['undefined-entity', 'error'],
        ['undefined-entity', 'error'],
      ],
    );
    assert.deepEqual(
      problems.map(({ range }) => range),
      ranges,
    );
  });
});
