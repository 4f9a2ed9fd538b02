import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDocument } from '../../engine/document';
import { assertProblems, unmark } from './support/marked';

/** The expected problems of marked documents; several where several slips are made. */
const cases: [slip: string, input: string, expected: string[]][] = [
  [
    'nothing',
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a - b --><a b=\'1\'><c/>&lt;&#65;&#x1F600;</a>\n',
    [],
  ],
  ['an empty text', '⟦⟧', ['no-root-element: the document is empty; expected an XML element']],
  ['white space only', ' \n⟦⟧', ['no-root-element: the document is empty; expected an XML element']],
  ['a comment only', '⟦<!-- x -->⟧', ['no-root-element: the document has no root element']],
  ['JSON', ' ⟦{"a": "<b>"}⟧\n', ['not-xml: this is not XML but looks like JSON; expected "<"']],
  ['plain text', '⟦hello & world⟧', ['not-xml: this is not XML; expected "<"']],
  ['an element without end', '<⟦a⟧><b/>', ['unclosed-element: element "a" has no end tag </a>']],
  ['an inner element without end', '<a><⟦b⟧><c/></a>', ['unclosed-element: element "b" has no end tag </b>']],
  [
    'two elements without end',
    '<⟦a⟧><⟦b⟧>',
    [
      'unclosed-element: element "a" has no end tag </a>',
      'unclosed-element: element "b" has no end tag </b>',
    ],
  ],
  [
    'a misspelled end tag',
    '<a><b></⟦c⟧></a>',
    ['mismatched-end-tag: end tag </c> does not match <b>; expected </b>'],
  ],
  [
    'a misspelled last end tag',
    '<a></⟦b⟧>',
    ['mismatched-end-tag: end tag </b> does not match <a>; expected </a>'],
  ],
  ['an end tag too many', '<a><b></b></⟦b⟧></a>', ['unexpected-end-tag: end tag </b> ends no open element']],
  ['an end tag behind the root', '<a/></⟦a⟧>', ['unexpected-end-tag: end tag </a> ends no open element']],
  [
    'an end tag without name',
    '<a>⟦</⟧</a>',
    ['unfinished-end-tag: the end tag is not finished; expected </name>'],
  ],
  ['an end tag cut short', '<a>⟦</a⟧', ['unfinished-end-tag: the end tag is not finished; expected </name>']],
  [
    'an attribute in an end tag',
    '<a></a ⟦b="1"⟧>',
    ['unexpected-character: an end tag holds nothing but the name'],
  ],
  [
    'a start tag without end',
    '<a>\n<⟦b⟧\n<c/></a>',
    ['unclosed-start-tag: the start tag of "b" must end with ">" or "/>"'],
  ],
  ['a start tag at the end', '<⟦a⟧ ', ['unclosed-start-tag: the start tag of "a" must end with ">" or "/>"']],
  [
    'an attribute being typed',
    '<a><⟦b⟧ na\n<c/></a>',
    ['unclosed-start-tag: the start tag of "b" must end with ">" or "/>"'],
  ],
  [
    'a lone <',
    '<a>1 ⟦<⟧ 2</a>',
    ['unescaped-less-than: "<" must be followed by an element\'s name; write &lt; for the character itself'],
  ],
  ['an attribute twice', '<a b="1" c="2" ⟦b⟧="3"/>', ['duplicate-attribute: attribute "b" is already there']],
  [
    'an attribute without value',
    '<a ⟦b⟧ c="1"/>',
    ['attribute-without-value: attribute "b" has no value; write b="…"'],
  ],
  [
    'nothing behind =',
    '<a ⟦b⟧= c="1"/>',
    ['attribute-without-value: attribute "b" has no value; write b="…"'],
  ],
  ['a missing =', '<a ⟦b⟧ "1"/>', ['missing-equals: "=" is missing after attribute "b"']],
  ['missing quotes', '<a b=⟦1⟧ c="2"/>', ['missing-quotes: the value of attribute "b" must be in quotes']],
  [
    'a missing opening quote',
    '<a b=⟦1"⟧/>',
    ['missing-quotes: the value of attribute "b" must be in quotes'],
  ],
  [
    'a missing closing quote',
    '<a b=⟦"1⟧ c="2"/>',
    ['unclosed-quote: the value of attribute "b" has no closing quote'],
  ],
  [
    'one before the end of the tag',
    '<a><b c=⟦"1⟧/>\n<d e="2"/></a>',
    ['unclosed-quote: the value of attribute "c" has no closing quote'],
  ],
  [
    'one on the same line',
    '<a><b c=⟦"1⟧/><d e="2"/></a>',
    ['unclosed-quote: the value of attribute "c" has no closing quote'],
  ],
  [
    'one at the end of a line',
    '<a><b c=⟦"⟧\n<d e="2"/></a>',
    ['unclosed-quote: the value of attribute "c" has no closing quote'],
  ],
  [
    'missing white space',
    '<a b="1"⟦c⟧="2"/>',
    ['missing-space: white space is missing before attribute "c"'],
  ],
  ['junk in a tag', '<a ⟦="1"⟧ b="2"/>', ['unexpected-character: "=\\"1\\"" is not expected in a tag']],
  ['a slash in a tag', '<a ⟦/⟧ b="2"></a>', ['unexpected-character: "/" is not expected in a tag']],
  ['< in a value', '<a b="1 ⟦<⟧ 2"/>', ['unescaped-less-than: "<" in a value must be written as &lt;']],
  ['& in text', '<a>b ⟦&⟧ c</a>', ['unescaped-ampersand: "&" must be written as &amp;']],
  ['& in a value', '<a b="?x=1⟦&⟧y=2"/>', ['unescaped-ampersand: "&" must be written as &amp;']],
  [
    'an undefined entity',
    '<a>⟦&nbsp;⟧</a>',
    ['undefined-entity: entity &nbsp; is not defined; XML knows amp, lt, gt, quot and apos'],
  ],
  [
    'a reference to no character',
    '<a>⟦&#0;⟧</a>',
    ['invalid-character: &#0; stands for a character that XML does not allow'],
  ],
  [
    'a character beyond Unicode',
    '<a>⟦&#x110000;⟧</a>',
    ['invalid-character: &#x110000; stands for a character that XML does not allow'],
  ],
  [
    'a control character',
    '<a>b⟦\u0000\u0001⟧</a>',
    ['invalid-character: the character U+0000 is not allowed in XML'],
  ],
  [
    'half a surrogate pair',
    '<a>⟦\ud83d⟧</a>',
    ['invalid-character: the character U+D83D is not allowed in XML'],
  ],
  ['text before the root', '⟦x⟧ <a/>', ['text-outside-root: text is not allowed outside the root element']],
  [
    'text behind the root',
    '<a/>\n⟦x y⟧\n',
    ['text-outside-root: text is not allowed outside the root element'],
  ],
  [
    'CDATA behind the root',
    '<a/>⟦<![CDATA[x]]>⟧',
    ['text-outside-root: text is not allowed outside the root element'],
  ],
  [
    'a second root',
    '<a/><⟦b⟧/>',
    ['several-roots: a document has only one root element; this is another one'],
  ],
  ['a comment without end', '<a/>⟦<!--⟧ x -', ['unclosed-comment: the comment has no end "-->"']],
  ['-- in a comment', '<a/><!-- x ⟦--⟧ y -->', ['dashes-in-comment: "--" must not stand inside a comment']],
  [
    'a comment being typed',
    '<a>⟦<!-⟧\n</a>',
    ['unknown-markup: "<!" begins a comment (<!-- -->), a CDATA section or <!DOCTYPE>, and nothing else'],
  ],
  [
    'CDATA without end',
    '<⟦a⟧>⟦<![CDATA[⟧x]]',
    [
      'unclosed-element: element "a" has no end tag </a>',
      'unclosed-cdata: the CDATA section has no end "]]>"',
    ],
  ],
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
  [
    'several slips',
    '<a b="1"⟦c⟧="2" ⟦b⟧="3">⟦&foo;⟧ b ⟦&⟧ c</a>\n<⟦d⟧/> ⟦junk⟧',
    [
      'missing-space: white space is missing before attribute "c"',
      'duplicate-attribute: attribute "b" is already there',
      'undefined-entity: entity &foo; is not defined; XML knows amp, lt, gt, quot and apos',
      'unescaped-ampersand: "&" must be written as &amp;',
      'several-roots: a document has only one root element; this is another one',
      'text-outside-root: text is not allowed outside the root element',
    ],
  ],
];

describe('A document is checked for being well-formed', () => {
  for (const [slip, input, expected] of cases) {
    test(`${slip} is reported once, at its place`, () => check(input, expected));
    if (!canFollowComment(input, expected)) continue;
    test(`${slip} is reported at the same place behind astral characters and CRLF`, () =>
      check(`<!-- 😀 -->\r\n${input.replaceAll('\n', '\r\n')}`, expected));
  }

  test('a byte order mark is no character of the document', () =>
    check('\uFEFF<?xml version="1.0"?><a/>', []));

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

  test('what is there already is pointed at', () => {
    const { text, ranges } = unmark('<a ⟦b⟧="1" ⟦b⟧="2"/>');
    const [problem] = parseDocument(text).problems;
    assert.deepEqual(
      problem?.related?.map(({ range }) => range),
      [ranges[0]],
    );
  });
});

/** What is wrong with a text as a whole is something else behind a comment, and a declaration must come first. */
function canFollowComment(input: string, expected: readonly string[]): boolean {
  return !input.startsWith('<?xml') && !expected.some((each) => /^(?:no-root-element|not-xml)/.test(each));
}

function check(input: string, expected: string[]): void {
  const marked = unmark(input);
  const problems = parseDocument(marked.text).problems.toSorted((a, b) => a.range.start - b.range.start);
  assertProblems(marked, problems, expected);
}
