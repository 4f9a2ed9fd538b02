import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { compileSchema } from '../../engine/document/schema/compile';
import { SchemaError } from '../../engine/document/schema/schemaError';
import { salveVerdict } from './salveVerdict';

const compiled = compileSchema(readFileSync('schemas/domainbackup.rng', 'utf8'));
const checkpoint = compileSchema(readFileSync('schemas/domaincheckpoint.rng', 'utf8'));
const xsd = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"';

/** A schema of one grammar with the given content. */
function grammar(content: string): string {
  return `<grammar xmlns="http://relaxng.org/ns/structure/1.0"
    xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0" ${xsd}>${content}</grammar>`;
}

for (const [root, schema] of [
  ['domainbackup', compiled],
  ['domaincheckpoint', checkpoint],
] as const) {
  test(`every element, attribute and listed value of ${root} is documented`, async () => {
    const { elements } = await schema;
    const undocumented: string[] = [];
    for (const [path, element] of Object.entries(elements)) {
      if (element.documentation.length === 0) undocumented.push(path);
      for (const { value, documentation } of element.text?.values ?? []) {
        if (documentation.length === 0) undocumented.push(`${path} = ${value}`);
      }
      for (const [name, attribute] of Object.entries(element.attributes)) {
        if (attribute.documentation.length === 0) undocumented.push(`${path}/@${name}`);
        for (const { value, documentation } of attribute.values) {
          if (documentation.length === 0) undocumented.push(`${path}/@${name} = ${value}`);
        }
      }
    }
    assert.deepEqual(undocumented, []);
  });

  test(`every place of ${root} that takes a value says which values or which kind of value`, async () => {
    const { elements } = await schema;
    // The element `domain` holds another language.
    const described = Object.entries(elements).filter(([path]) => path !== 'domaincheckpoint/domain');
    const places = described.flatMap(([path, { text, attributes }]) => [
      ...(text === undefined ? [] : [{ place: path, ...text }]),
      ...Object.entries(attributes).map(([name, content]) => ({ place: `${path}/@${name}`, ...content })),
    ]);
    for (const { place, values, datatypes } of places) {
      assert.ok(values.length + datatypes.length > 0, `${place} says nothing about its values`);
      for (const { words, example } of datatypes) {
        assert.match(words, /^(a|an|the) /, `${place}: the words have an article`);
        assert.notEqual(example, '', `${place}: there is an example of ${words}`);
      }
    }
  });
}

test('the patterns of one path are united, and what they have in common is there once', async () => {
  const { elements } = await compiled;
  assert.deepEqual(elements['domainbackup']?.children, [
    'incremental',
    'disks',
    'server',
    'name',
    'description',
    'disk',
  ]);
  assert.deepEqual(
    elements['domainbackup']?.attributes['mode']?.values.map(({ value }) => value),
    ['push', 'pull'],
  );
  assert.equal(elements['domainbackup']?.attributes['mode']?.documentation.length, 1);
  assert.deepEqual(elements['domainbackup/disk']?.attributes['name']?.datatypes, [
    { words: 'a disk target such as vda', example: 'vda' },
    { words: 'an absolute path', example: '/var/lib/libvirt/images/vda.qcow2' },
  ]);
  assert.equal(elements['domainbackup/disks']?.text, undefined);
  assert.equal(elements['domainbackup/disks/disk/driver']?.attributes['type']?.values.length, 17);
});

const verdicts: [verdict: 'valid' | 'invalid', document: string][] = [
  ['valid', '<domainbackup/>'],
  ['valid', '<domainbackup mode=" push "/>'],
  ['valid', '<domainbackup><disk name="/src/vda"><target file="/backup/vda"/></disk></domainbackup>'],
  ['invalid', '<domainbackup mode="psh"/>'],
  ['invalid', '<domainbackup><disks/></domainbackup>'],
  ['invalid', '<domainbackup><name>n</name><disks><disk name="vda"/></disks></domainbackup>'],
  ['invalid', '<domainbackup><disks><disk name="vda "/></disks></domainbackup>'],
  ['invalid', '<domainbackup xmlns="urn:other"/>'],
];
for (const [verdict, document] of verdicts) {
  test(`read back from JSON, the grammar finds ${document} ${verdict}`, async () => {
    assert.equal(salveVerdict(readTreeFromJSON((await compiled).grammar), document), verdict);
  });
}

test('a pattern with alternatives is about the whole value', async () => {
  const { grammar: json } = await compileSchema(
    grammar(
      '<start><element name="a"><data type="string"><param name="pattern">b|c</param></data></element></start>',
    ),
  );
  const tree = readTreeFromJSON(json);
  assert.equal(salveVerdict(tree, '<a>b</a>'), 'valid');
  assert.equal(salveVerdict(tree, '<a>bc</a>'), 'invalid');
});

test('a schema without words for its datatypes gets plain ones', async () => {
  const { elements } = await compileSchema(
    grammar('<start><element name="a"><attribute name="b"/><data type="integer"/></element></start>'),
  );
  assert.deepEqual(elements['a'], {
    documentation: [],
    attributes: { b: { documentation: [], values: [], datatypes: [] } },
    children: [],
    text: { values: [], datatypes: [{ words: 'a value of type integer', example: '1' }] },
  });
});

test('a schema may be one pattern, with names in name classes', async () => {
  const { elements } = await compileSchema(`<element xmlns="http://relaxng.org/ns/structure/1.0">
    <choice><name>a</name><name>b</name></choice>
    <mixed><element name="c"><value>d</value></element></mixed>
  </element>`);
  assert.deepEqual(Object.keys(elements), ['a', 'b', 'a/c', 'b/c']);
  assert.deepEqual(elements['a']?.text, { values: [], datatypes: [] });
  assert.deepEqual(elements['a/c']?.text?.values, [{ value: 'd', documentation: [] }]);
});

test('an element that may stand inside itself is listed there, but described once', async () => {
  const { elements } = await compileSchema(
    grammar(`<start><ref name="a"/></start>
      <define name="a"><element name="a"><a:documentation>It nests.</a:documentation><zeroOrMore><ref name="a"/></zeroOrMore></element></define>`),
  );
  assert.deepEqual(Object.keys(elements), ['a']);
  assert.deepEqual(elements['a']?.children, ['a']);
});

/** On the line where they begin. */
const datatypes: [name: string, content: string, message: RegExp][] = [
  ['a datatype without a type', '<data/>', /<data> has no type/],
  [
    'an unknown datatype library',
    '<data type="string" datatypeLibrary="urn:x"/>',
    /the datatype library "urn:x" is not known/,
  ],
  ["a datatype that is none of RELAX NG's", '<data type="int" datatypeLibrary=""/>', /.* own library/],
  [
    'a listed value of an unknown type',
    '<value type="toString">a</value>',
    /there is no datatype "toString"/,
  ],
  ['a listed value of another type', '<value type="integer">x</value>', /the value "x" .*not an integer/],
  [
    'an unknown parameter',
    '<data type="string"><param name="patern">a</param></data>',
    /the parameter "patern" .*unexpected parameter/,
  ],
  [
    'a parameter of another type',
    '<data type="integer"><param name="minInclusive">x</param></data>',
    /.*integer/,
  ],
  [
    'a broken pattern',
    '<data type="string"><param name="pattern">a)(b</param></data>',
    /the parameter "pattern"/,
  ],
  [
    'an unclosed class',
    '<data type="string"><param name="pattern">[a</param></data>',
    /the parameter "pattern" cannot be used: "\[a" is no regular expression\./,
  ],
  [
    'parameters that contradict each other',
    '<data type="string"><param name="minLength">3</param><param name="maxLength">1</param></data>',
    /the parameters cannot be used: minLength must be less/,
  ],
];
const broken: [name: string, schema: string, message: RegExp][] = [
  ['an empty text', '', /not well-formed XML: .*root element/],
  [
    'malformed XML',
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start>',
    /^Line 1 of the schema: it is not well-formed XML: \w/,
  ],
  ['another language', '<schema/>', /Line 1 .*begins with <grammar xmlns=.*, not with <schema>/],
  ['a misspelt pattern', grammar('\n<start><elemnt/></start>'), /Line 3 .*RELAX NG has no <elemnt>/],
  ['an include', grammar('<include href="other.rng"/>'), /<include> is not supported here; .* in one file/],
  ['a dangling reference', grammar('<start><ref name="b"/></start>'), /Line 2 .*refers to "b"/],
  ['no start', grammar('<define name="b"><empty/></define>'), /<grammar> has no <start>/],
  [
    'an element without a pattern',
    grammar('<start><element name="a"/></start>'),
    /<element> has no pattern inside/,
  ],
  [
    'text at the start',
    grammar('<start>\n<text/></start>'),
    /^Line 3 of the schema: it is not valid RELAX NG: <text> must not stand in <start>/,
  ],
  [
    'an unknown datatype',
    grammar('<start><element name="a"><data type="colour"/></element></start>'),
    /there is no datatype "colour" in http/,
  ],
  ...datatypes.map(([name, content, message]): (typeof broken)[number] => [
    name,
    grammar(`<start><element name="a"><empty/></element></start>\n<define name="b">\n${content}</define>`),
    new RegExp(`^Line 4 of the schema: ${message.source}`),
  ]),
];
for (const [name, schema, message] of broken) {
  test(`a schema with ${name} is refused with a clear message`, async () => {
    await assert.rejects(compileSchema(schema), (error) => {
      assert.ok(error instanceof SchemaError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\{"/);
      return true;
    });
  });
}
