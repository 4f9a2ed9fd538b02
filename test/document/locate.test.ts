import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { locate, parseDocument, type Location } from '../../engine/document';
import { uncursor } from './support/marked';

/** For a cursor: the kind of place, the element, the attribute, what would be replaced, and what of it precedes. */
const cases: [input: string, expected: string][] = [
  ['<a><|', 'element-name of "" in a, replaces "", prefix ""'],
  ['<a><|\n<b/></a>', 'element-name of "" in a, replaces "", prefix ""'],
  ['<a><di|\n<b/></a>', 'element-name of di in a, replaces "di", prefix "di"'],
  ['<a><d|isk/></a>', 'element-name of disk in a, replaces "disk", prefix "d"'],
  ['<|a/>', 'element-name of a, replaces "a", prefix ""'],
  ['<a |', 'attribute-name of a, replaces "", prefix ""'],
  ['<a><b |\n<c/></a>', 'attribute-name of b in a, replaces "", prefix ""'],
  ['<a b="1" |/>', 'attribute-name of a, replaces "", prefix ""'],
  ['<a><b na|\n<c/></a>', 'attribute-name of b in a, attribute na, replaces "na", prefix "na"'],
  ['<a n|ame="1"/>', 'attribute-name of a, attribute name, replaces "name", prefix "n"'],
  ['<a |name="1"/>', 'attribute-name of a, attribute name, replaces "name", prefix ""'],
  ['<a b="|', 'attribute-value of a, attribute b, replaces "", prefix ""'],
  ['<a><b c="|\n<d e="1"/></a>', 'attribute-value of b in a, attribute c, replaces "", prefix ""'],
  ['<a><b c="x|\n<d e="1"/></a>', 'attribute-value of b in a, attribute c, replaces "x", prefix "x"'],
  ['<a b="x|y"/>', 'attribute-value of a, attribute b, replaces "xy", prefix "x"'],
  ['<a b="1|" c="2"/>', 'attribute-value of a, attribute b, replaces "1", prefix "1"'],
  ['<a b="x&amp;|y"/>', 'attribute-value of a, attribute b, replaces "x&amp;y", prefix "x&"'],
  ['<a b="x| c="1"/>', 'attribute-value of a, attribute b, replaces "x", prefix "x"'],
  ['<a b=|/>', 'attribute-value of a, attribute b, replaces "", prefix ""'],
  ['<a b=x|/>', 'attribute-value of a, attribute b, replaces "x", prefix "x"'],
  ['<a b="1"|/>', 'punctuation of a, replaces "", prefix ""'],
  ['<a b="1" /|>', 'punctuation of a, replaces "", prefix ""'],
  ['<a>|</a>', 'text of a, replaces "", prefix ""'],
  ['<a>\n  |\n</a>', 'text of a, replaces "", prefix ""'],
  ['<a>\n  mon|day\n</a>', 'text of a, replaces "monday", prefix "mon"'],
  ['<a>|x</a>', 'text of a, replaces "x", prefix ""'],
  ['<a><b/>|<c/></a>', 'text of a, replaces "", prefix ""'],
  ['<a><b>|</a>', 'text of b in a, replaces "", prefix ""'],
  ['|<a/>', 'text, replaces "", prefix ""'],
  ['<a/>|', 'text, replaces "", prefix ""'],
  ['|', 'text, replaces "", prefix ""'],
  ['<a></|', 'end-tag of a, replaces "", prefix ""'],
  ['<a><b></|\n</a>', 'end-tag of b in a, replaces "", prefix ""'],
  ['<a></a|', 'end-tag of a, replaces "a", prefix "a"'],
  ['<a><b></b></b|></a>', 'end-tag of a, replaces "b", prefix "b"'],
  ['<a><!-- | --></a>', 'comment of a, replaces "<!--  -->", prefix "<!-- "'],
  ['<a><!-- |', 'comment of a, replaces "<!-- ", prefix "<!-- "'],
  ['<a><![CDATA[x|]]></a>', 'cdata of a, replaces "<![CDATA[x]]>", prefix "<![CDATA[x"'],
  ['<?xml |?><a/>', 'instruction, replaces "<?xml ?>", prefix "<?xml "'],
  ['<!DOCTYPE |a><a/>', 'doctype, replaces "<!DOCTYPE a>", prefix "<!DOCTYPE "'],
];

describe('A cursor is located', () => {
  for (const [input, expected] of cases) {
    test(input, () => {
      const { text, offset } = uncursor(input);
      assert.equal(describeLocation(text, locate(parseDocument(text), offset)), expected);
    });
  }
});

function describeLocation(text: string, location: Location): string {
  const { element, range, prefix } = location;
  const name = element && (element.name.text === '' ? '""' : element.name.text);
  return [
    location.kind + (name ? ` of ${name}` : '') + (element?.parent ? ` in ${element.parent.name.text}` : ''),
    ...('attribute' in location && location.attribute ? [`attribute ${location.attribute.name.text}`] : []),
    `replaces ${JSON.stringify(text.slice(range.start, range.end)).replaceAll('\\"', '"')}`,
    `prefix ${JSON.stringify(prefix)}`,
  ].join(', ');
}
