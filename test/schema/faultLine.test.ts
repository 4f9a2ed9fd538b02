import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileSchema } from '../../engine/document/schema/compile';
import { SchemaError } from '../../engine/document/schema/schemaError';

const grammar = (inner: string): string => `<grammar xmlns="http://relaxng.org/ns/structure/1.0"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><ref name="root"/></start>
  <define name="root"><element name="domainbackup"><ref name="inner"/></element></define>
${inner}
</grammar>`;
const inner = (pattern: string): string => grammar(`<define name="inner">\n${pattern}\n</define>`);

/** What converts a schema tells no place; the line at fault begins with !. */
const faults: [what: string, schema: string, message: RegExp][] = [
  [
    'an attribute in an attribute',
    inner('<attribute name="a">\n!<attribute name="b"/>\n</attribute>'),
    /<attribute> must not stand in <attribute>/,
  ],
  [
    'an element in a list',
    inner('<list>\n!<element name="x"><empty/></element>\n</list>'),
    /<element>.*<list>/,
  ],
  ['two attributes of a name', inner('<attribute name="a"/>\n!<attribute name="a"/>'), /<a> and <a>/],
  [
    'a second definition',
    grammar('<define name="inner"><empty/></define>\n!<define name="inner"><text/></define>'),
    /of several <define> of one name, all but one need the attribute "combine"/,
  ],
  [
    'definitions that go round in circles',
    grammar(
      '<define name="inner">\n!<ref name="b"/></define>\n<define name="b"><ref name="inner"/></define>',
    ),
    /the definition "inner" refers to itself, with no element in between/,
  ],
  [
    'data beside an element',
    inner('<data type="int"/>\n!<element name="x"><empty/></element>'),
    /data, values and lists do not go together/,
  ],
  ['a name that is none', inner('!<element name="a b"><empty/></element>'), /does not allow this name/],
  ['a misspelled attribute', inner('!<element nmae="a"><empty/></element>'), /or this attribute/],
  [
    'a parameter that belongs to nothing',
    inner('!<param name="pattern">a</param>'),
    /<param> is not allowed here/,
  ],
  [
    'a fault in what nothing refers to',
    `${inner('<empty/>').replace('</grammar>', '<define name="b">')}
!<element><empty/></element></define></grammar>`,
    /<empty> is not allowed here; expected <name>/,
  ],
  [
    'a fault behind a reference in the middle',
    grammar(`<define name="inner"><optional><ref name="b"/></optional><ref name="c"/></define>
<define name="b"><element name="b"><empty/></element></define>
<define name="c"><element name="c"><interleave><text/>
!<text/></interleave></element></define>`),
    /text present in both patterns of an interleave/,
  ],
];
for (const [what, marked, message] of faults) {
  test(`a schema is refused with the line of ${what}`, async () => {
    const line = marked.slice(0, marked.indexOf('!')).split('\n').length;
    await assert.rejects(compileSchema(marked.replace('!', '')), (error) => {
      assert.ok(error instanceof SchemaError);
      assert.match(error.reason, message);
      assert.equal(error.place?.line, line, error.message);
      return true;
    });
  });
}
