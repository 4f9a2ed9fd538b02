import { compileSchema } from '../../../engine/document/schema/compile';
import type { CompiledSchema } from '../../../engine/document/schema/schema';
import backup from '../../../schemas/domainbackup.rng';
import checkpoint from '../../../schemas/domaincheckpoint.rng';

const numbers = '<list><oneOrMore><data type="integer"/></oneOrMore></list>';
const optionalAttributes = (count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const content = ['', '<data type="token"/>', '<choice><value>x</value><value>1</value></choice>'][
      index % 3
    ];
    return `<optional><attribute name="a${index}">${content}</attribute></optional>`;
  }).join('');

/** Each has much of what makes it hard to tell which states of a schema are the same, in one way. */
const sources = {
  'that is recursive and has lists': `<start><ref name="a"/></start>
    <define name="a"><element name="a">
      <optional><attribute name="l">${numbers}</attribute></optional>
      <choice>
        <group><zeroOrMore><ref name="a"/></zeroOrMore><optional><element name="b"><empty/></element></optional></group>
        <element name="l">${numbers}</element>
        <group><element name="p"><list><value>1</value><optional><value>2</value></optional></list></element><ref name="a"/></group>
      </choice>
    </element></define>`,
  'that can be read in several ways': `<start><element name="a">
      <choice>
        <group><ref name="b1"/><oneOrMore><ref name="c1"/></oneOrMore></group>
        <group><ref name="b2"/><ref name="c2"/><optional><ref name="b1"/></optional></group>
        <oneOrMore><choice><ref name="b3"/><element name="d"><oneOrMore><optional><ref name="c1"/></optional></oneOrMore><text/></element></choice></oneOrMore>
      </choice>
    </element></start>
    <define name="b1"><element name="b"><optional><attribute name="x"/></optional><text/></element></define>
    <define name="b2"><element name="b"><attribute name="x"><value>1</value></attribute><oneOrMore><ref name="c1"/></oneOrMore></element></define>
    <define name="b3"><element name="b"><choice><attribute name="y"/><ref name="c2"/></choice></element></define>
    <define name="c1"><element name="c"><data type="string"><except><value type="string">x</value></except></data></element></define>
    <define name="c2"><element name="c"><choice><value>x</value><value type="string"> </value><ref name="b3"/></choice></element></define>`,
  'with interleaved content': `<start><element name="a">
      <interleave>
        <group><element name="b"><empty/></element><element name="c"><text/></element></group>
        <zeroOrMore><element name="d"><mixed><optional><element name="b"><empty/></element></optional></mixed></element></zeroOrMore>
        <optional><interleave><element name="x"><ref name="any"/></element><oneOrMore><element name="f"><data type="boolean"/></element></oneOrMore></interleave></optional>
        <choice><attribute name="t"><value>x</value></attribute><element name="t"><empty/></element><group><attribute name="u"/><attribute name="v"/></group></choice>
      </interleave>
    </element></start>
    <define name="any"><zeroOrMore><choice>
      <attribute><anyName/></attribute>
      <element><anyName><except><nsName ns="urn:y"/></except></anyName><ref name="any"/></element>
      <text/>
    </choice></zeroOrMore></define>`,
  'with many optional attributes': `<start><element name="a"><oneOrMore><element name="e">
      ${optionalAttributes(9)}
      <optional><group><attribute name="g"/><optional><attribute name="h"><data type="integer"/></attribute></optional></group></optional>
      <choice>
        <attribute name="x"/>
        <group><attribute name="y"><data type="token"><except><value>x</value></except></data></attribute><element name="y"><data type="string"><param name="minLength">2</param></data></element></group>
        <group><optional><attribute name="z"/></optional><element name="x"><empty/></element></group>
      </choice>
      <optional><element name="b"><value type="string">  </value></element></optional>
    </element></oneOrMore></element></start>`,
};

function compile(source: string): Promise<CompiledSchema> {
  return compileSchema(
    `<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">${source}</grammar>`,
  );
}

/** Our own schemas, and some with much that is hard about RELAX NG, by what they are like. */
export const hardSchemas: readonly { like: string; compiled: Promise<CompiledSchema> }[] = [
  { like: 'the schema of backups', compiled: Promise.resolve(backup) },
  { like: 'the schema of checkpoints', compiled: Promise.resolve(checkpoint) },
  ...Object.entries(sources).map(([like, source]) => ({
    like: `a schema ${like}`,
    compiled: compile(source),
  })),
];
