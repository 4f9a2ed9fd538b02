import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDocument } from '../../engine/document';
import { unmark } from './support/marked';
import { testSlips, type Slip } from './support/slips';

const cases: Slip[] = [
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
    ['unfinished-end-tag: the end tag is not finished; expected </a>'],
  ],
  ['an end tag cut short', '<a>⟦</a⟧', ['unfinished-end-tag: the end tag is not finished; expected </a>']],
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
  [
    'a start tag in place of an end tag',
    '<a><b><c/><⟦b⟧><b></b></a>',
    ['missing-slash: <b> opens another "b", and nothing ends them; expected </b>'],
  ],
  [
    'no white space behind the name',
    '<⟦ab⟧="1" c="2"/>',
    ['missing-space: white space is missing in "ab", between element and attribute'],
  ],
  ['a quote too many', '<a b="1"⟦2"⟧ c="3"/>', ['unexpected-character: "2\\"" is not expected in a tag']],
  [
    'a slash without >',
    '<a><⟦b⟧ c="1"/\n<d/></a>',
    ['unclosed-start-tag: the start tag of "b" must end with ">" or "/>"'],
  ],
  [
    'a character in the middle of a name',
    '<a b⟦&c="1"⟧/>',
    ['unexpected-character: "&c=\\"1\\"" is not expected in a tag'],
  ],
  [
    'an end tag with half a name',
    '<a><b>⟦</x⟧\n</a>',
    ['unfinished-end-tag: the end tag is not finished; expected </b>'],
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
  testSlips(cases);

  test('what is there already is pointed at', () => {
    const { text, ranges } = unmark('<a ⟦b⟧="1" ⟦b⟧="2"/>');
    const [problem] = parseDocument(text).problems;
    assert.deepEqual(
      problem?.related?.map(({ range }) => range),
      [ranges[0]],
    );
  });
});
