import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { checkDocument, locate, parseDocument, possibleElements, TextLines } from '../../engine/document';
import { Random } from '../support/random';
import { stopwatch } from '../support/stopwatch';

const sample = `<?xml version="1.0"?>
<!-- 😀 --><domainbackup mode="pull" xmlns:x='u'>
  <incremental>a &amp; b &#x41;<![CDATA[ <c> ]]></incremental>
  <server transport="unix" socket='/run/"s"'/>\r
  <disks>
    <disk name="vda" type="file"><scratch file="/a"/><driver type="qcow2"/></disk>
    <disk name="vdb" backup="no"></disk>
  </disks>
</domainbackup>
`;
const pieces = [
  '<',
  '>',
  '/',
  '"',
  "'",
  '=',
  '&',
  ';',
  ' ',
  '\n',
  '\r\n',
  '</',
  '/>',
  '<!--',
  '-->',
  '--',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE a [',
  ']>',
  'x',
  'x:',
  'disk',
  '<disk ',
  '</disk>',
  'name="vda"',
  'é',
  '😀',
  '\u0000',
  '&lt;',
  '&x;',
  '<domainbackup>',
  '{',
];

/** Of these, and of nothing unusual, a strict parser is not asked. */
const plainPieces = (
  `<a> </a> <a/> </b> <b_c="1"> <b_c_=_"1"_d='2'/> <b_c="1"d="2"/> <a_b="<"/> <p:a_xmlns:p="u"> </p:a> <:a/> <a:/> <é/> ` +
  `<1/> <·/> <a·/> <_a> <a_b/> <a_b=c/> <!-- --> -- - ---> <!--> <![CDATA[ ]]> ]] <! < > / " ' = ! &amp; & &lt &x; &#9; ` +
  '&#1; &#xD800; &#x10FFFF; &#x110000; &#x41; ; _ \r \t \0 \u000B \u007F \u0085 \u2028 \uFEFF \uFFFE 😀 text xml [ ]'
)
  .split(' ')
  .map((piece) => piece.replaceAll('_', ' '));
const plainStarts = ['', '\uFEFF', '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>\n'];

describe('Any text at all', () => {
  test('is judged well-formed by itself as a strict parser judges it, where it is not asked', () => {
    const random = new Random(20_172);
    let sound = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const inner = Array.from({ length: 1 + random.below(5) }, () => random.pick(plainPieces)).join('');
      const behind = random.chance(0.2) ? random.pick(plainPieces) : '';
      const text = `${random.pick(plainStarts)}<r>${inner}</r>${behind}`;
      const isWellFormed = parseDocument(text).problems.every(({ severity }) => severity !== 'error');
      assert.equal(isWellFormed, isWellFormedToSaxes(text), JSON.stringify(text));
      if (isWellFormed) sound += 1;
    }
    assert(sound > 1000, `${sound} are well-formed`);
  });

  test('is parsed and checked without failing, and judged well-formed exactly if a strict parser does', () => {
    const random = new Random(20_171);
    for (let round = 0; round < 600; round += 1) {
      const text = edited(sample, random, 1 + (round % 3));
      const document = parseDocument(text);
      const problems = checkDocument(document);
      for (const { range, related = [] } of problems) {
        for (const { start, end } of [range, ...related.map((each) => each.range)]) {
          assert(
            start >= 0 && start <= end && end <= text.length,
            `range ${start}-${end} of ${JSON.stringify(text)}`,
          );
        }
      }
      const isWellFormed = document.problems.every(({ severity }) => severity !== 'error');
      assert.equal(isWellFormed, isWellFormedToSaxes(text), JSON.stringify(text));
      const offset = random.below(text.length + 1);
      const { range } = locate(document, offset);
      assert(range.start <= offset && offset <= range.end, `cursor ${offset} of ${JSON.stringify(text)}`);
      possibleElements(document, offset);
    }
  });

  const monsters: [what: string, text: string, problems: number][] = [
    ['10,000 nested elements', '<a>'.repeat(10_000) + '</a>'.repeat(10_000), 1],
    ['10,000 nested elements without end', '<a><b>'.repeat(5000), 1001],
    [
      '10,000 nested elements that the schema allows',
      `<domaincheckpoint><domain>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</domain></domaincheckpoint>`,
      0,
    ],
    ['10,000 half-typed tags', '<a '.repeat(10_000), 1001],
    ['10,000 nested disks without end', `<domainbackup><disks>${'<disk name="vda">'.repeat(10_000)}`, 1001],
    ['a line of 5 MB', `<domainbackup><incremental>${'x'.repeat(5e6)}</incremental></domainbackup>`, 0],
    ['5 MB of white space in a tag', `<domainbackup ${' '.repeat(5e6)}/>`, 0],
    ['a value of 5 MB', `<domainbackup mode="${'x'.repeat(5e6)}"/>`, 1],
    ['an unclosed value of 5 MB', `<domainbackup mode="${' '.repeat(5e6)}`, 1],
    ['a name of 1 MB', `<domainbackup ${'x'.repeat(1e6)}="1"/>`, 1],
    ['100,000 quotes that are not closed', '<a b="\n'.repeat(100_000), 1001],
    [
      '100,000 attributes',
      `<a ${Array.from({ length: 100_000 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
      2,
    ],
    ['100,000 end tags too many', `<a>${'</b>'.repeat(100_000)}</a>`, 1001],
    [
      'a billion laughs',
      '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><domainbackup>&c;</domainbackup>',
      2,
    ],
    ['NUL bytes', '\0'.repeat(1e6), 1],
  ];
  for (const [what, text, expected] of monsters) {
    test(`is handled in linear time and without deep recursion: ${what}`, () => {
      const time = stopwatch();
      assert.equal(checkDocument(parseDocument(text)).length, expected);
      const took = time();
      assert.ok(took < 4000, `${took} ms`);
    });
  }
});

describe('A position', () => {
  test('counts lines and UTF-16 columns from 1, whatever the line ends', () => {
    const text = 'a\r\nb\rc\n😀d';
    const at = (offset: number): string => {
      const { line, column } = new TextLines(text).positionAt(offset);
      return `${line}:${column}`;
    };
    assert.deepEqual([0, 1, 3, 4, 5, 7, 9, 10].map(at), [
      '1:1',
      '1:2',
      '2:1',
      '2:2',
      '3:1',
      '4:1',
      '4:3',
      '4:4',
    ]);
  });
});

/** The text with some stretches left out, put in or moved; surrogate pairs are kept whole, see below. */
function edited(text: string, random: Random, edits: number): string {
  let characters = Array.from(text);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = random.below(characters.length + 1);
    const removed = random.chance(0.6) ? random.below(6) : 0;
    const inserted = random.chance(0.6) ? random.pick(pieces) : '';
    characters = [...characters.slice(0, at), ...Array.from(inserted), ...characters.slice(at + removed)];
  }
  return characters.join('');
}

/** saxes takes half a surrogate pair together with what follows for a character, so there are none in these texts. */
function isWellFormedToSaxes(text: string): boolean {
  const parser = new SaxesParser({ xmlns: true });
  let errors = 0;
  parser.on('error', () => {
    errors += 1;
  });
  parser.write(text).close();
  return errors === 0;
}
