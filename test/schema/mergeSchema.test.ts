import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { compileSchema } from '../../engine/document/schema/compile';
import { mergeSchema, type SchemaLoader } from '../../engine/document/schema/merge/mergeSchema';
import { SchemaError } from '../../engine/document/schema/schemaError';
import { salveVerdict } from './salveVerdict';

const rng = 'xmlns="http://relaxng.org/ns/structure/1.0"';
const xsd = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"';

function loader(files: Record<string, string>): SchemaLoader {
  return (reference, from) => {
    const file = from === undefined ? reference : path.posix.join(path.posix.dirname(from), reference);
    const text = files[file];
    return text === undefined
      ? Promise.reject(new Error('there is no such file'))
      : Promise.resolve({ file, text });
  };
}

const library = `<grammar ${rng} ${xsd}>
  <start><ref name="nothing"/></start>
  <define name="nothing"><notAllowed/></define>
  <define name="path"><data type="string"><param name="pattern">/.+</param></data></define>
  <define name="mode"><value>push</value></define>
  <define name="unused"><element name="unused"><ref name="path"/></element></define>
</grammar>`;

/** Files, and documents that the schema `/s/main.rng` finds valid or invalid. */
const cases: [what: string, files: Record<string, string>, valid: string[], invalid: string[]][] = [
  [
    'an included file, with its own datatype library, and what is overridden in it',
    {
      '/s/main.rng': `<grammar ${rng}>
        <include href="lib/library.rng"><start><ref name="a"/></start><define name="mode"><value>pull</value></define></include>
        <define name="a"><element name="a"><attribute name="m"><ref name="mode"/></attribute><ref name="path"/></element></define>
      </grammar>`,
      '/s/lib/library.rng': library,
    },
    ['<a m="pull">/x</a>'],
    ['<a m="push">/x</a>', '<a m="pull">x</a>'],
  ],
  [
    'definitions of several files that are combined',
    {
      '/s/main.rng': `<grammar ${rng}><include href="one.rng"/><include href="two.rng"/><start><ref name="a"/></start></grammar>`,
      '/s/one.rng': `<grammar ${rng}><div><define name="a" combine="choice"><element name="one"><empty/></element></define></div></grammar>`,
      '/s/two.rng': `<grammar ${rng}><define name="a" combine="choice"><element name="two"><empty/></element></define></grammar>`,
    },
    ['<one/>', '<two/>'],
    ['<three/>'],
  ],
  [
    'an external pattern, and one that is a grammar of its own',
    {
      '/s/main.rng': `<grammar ${rng}><start><element name="a"><externalRef href="b.rng"/><externalRef href="c.rng"/></element></start>
        <define name="x"><value>outer</value></define></grammar>`,
      '/s/b.rng': `<element name="b" ${rng}><attribute name="n"><data type="integer" ${xsd}/></attribute></element>`,
      '/s/c.rng': `<grammar ${rng}><start><element name="c"><ref name="x"/></element></start><define name="x"><value>inner</value></define></grammar>`,
    },
    ['<a><b n="1"/><c>inner</c></a>'],
    ['<a><b n="x"/><c>inner</c></a>', '<a><b n="1"/><c>outer</c></a>'],
  ],
  [
    'a grammar inside a grammar, which refers to the outer one',
    {
      '/s/main.rng': `<grammar ${rng}><start><element name="a"><grammar><start><ref name="x"/><parentRef name="x"/></start>
        <define name="x"><element name="inner"><empty/></element></define></grammar></element></start>
        <define name="x"><element name="outer"><empty/></element></define></grammar>`,
    },
    ['<a><inner/><outer/></a>'],
    ['<a><outer/><outer/></a>', '<a><inner/></a>'],
  ],
  [
    'names with prefixes and inherited namespaces',
    {
      '/s/main.rng': `<r:grammar xmlns:r="http://relaxng.org/ns/structure/1.0" ns="urn:main"><r:include href="p.rng"/>
        <r:start><r:element name="a"><r:ref name="p"/></r:element></r:start></r:grammar>`,
      '/s/p.rng': `<grammar ${rng} xmlns:q="urn:q"><define name="p"><element name="q:p"><attribute name="b"/><element><name>q:r</name><empty/></element></element><element name="plain"><empty/></element></define></grammar>`,
    },
    ['<a xmlns="urn:main"><p xmlns="urn:q" b="1"><r/></p><plain xmlns=""/></a>'],
    ['<a xmlns="urn:main"><p b="1"><r/></p><plain/></a>'],
  ],
];
for (const [what, files, valid, invalid] of cases) {
  test(`a merged schema means what its files mean: ${what}`, async () => {
    const { text } = await mergeSchema('/s/main.rng', loader(files));
    const grammar = readTreeFromJSON((await compileSchema(text)).grammar);
    for (const document of valid)
      assert.equal(salveVerdict(grammar, document), 'valid', `${document}\n${text}`);
    for (const document of invalid)
      assert.equal(salveVerdict(grammar, document), 'invalid', `${document}\n${text}`);
  });
}

test('what nothing refers to is left out', async () => {
  const { text } = await mergeSchema('/s/library.rng', loader({ '/s/library.rng': library }));
  assert.doesNotMatch(text, /unused/);
});

const main = (content: string) => `<grammar ${rng}>\n${content}\n</grammar>`;
const broken: [what: string, files: Record<string, string>, file: string, line: number, reason: RegExp][] = [
  [
    'a file that is not there',
    { '/s/main.rng': main('<include href="a.rng"/>') },
    '/s/main.rng',
    2,
    /"a.rng" cannot be read: there is no/,
  ],
  [
    'a circle',
    { '/s/main.rng': main('\n<include href="a.rng"/>'), '/s/a.rng': main('<include href="main.rng"/>') },
    '/s/a.rng',
    2,
    /includes itself/,
  ],
  [
    'malformed XML in an included file',
    { '/s/main.rng': main('<include href="a.rng"/>'), '/s/a.rng': main('<define>') },
    '/s/a.rng',
    3,
    /not well-formed/,
  ],
  [
    'another language',
    { '/s/main.rng': main('<include href="a.rng"/>'), '/s/a.rng': '<schema/>' },
    '/s/a.rng',
    1,
    /begins with <grammar/,
  ],
  [
    'a dangling reference',
    { '/s/main.rng': main('<include href="a.rng"/>'), '/s/a.rng': main('<start>\n<ref name="b"/></start>') },
    '/s/a.rng',
    3,
    /refers to "b"/,
  ],
  ['no start', { '/s/main.rng': main('<define name="a"><empty/></define>') }, '/s/main.rng', 1, /no <start>/],
  [
    'a pattern in place of a definition',
    { '/s/main.rng': main('<element name="a"/>') },
    '/s/main.rng',
    2,
    /must not stand in <grammar>/,
  ],
];
for (const [what, files, file, line, reason] of broken) {
  test(`a schema with ${what} is refused, with the file and the line`, async () => {
    await assert.rejects(mergeSchema('/s/main.rng', loader(files)), (error) => {
      assert.ok(error instanceof SchemaError);
      assert.match(error.reason, reason);
      assert.deepEqual(error.place, { file, line });
      return true;
    });
  });
}

test('every line of a merged schema can be traced back', async () => {
  const files = {
    '/s/main.rng': main('<include href="a.rng"/>'),
    '/s/a.rng': main('<start>\n<element name="x">\n<empty/></element></start>'),
  };
  const { text, placeOf } = await mergeSchema('/s/main.rng', loader(files));
  const line = text.split('\n').findIndex((each) => each.includes('<empty')) + 1;
  assert.deepEqual(placeOf(line), { file: '/s/a.rng', line: 4 });
});
