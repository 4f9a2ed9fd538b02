import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from '../../engine/document';
import { compileSchema } from '../../engine/document/schema/compile';
import { LoadedSchema } from '../../engine/document/schema/loadedSchema';
import { validate } from '../../engine/document/schema/validator';
import { assertProblems, unmark } from './support/marked';

test('one slip is one error, and what follows it is checked, in a schema that gives no examples', async () => {
  const word = (pattern: string) => `<data type="string"><param name="pattern">${pattern}</param></data>`;
  const schema = new LoadedSchema(
    await compileSchema(`<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"
        datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
      <element name="bs"><zeroOrMore><element name="b">
        <attribute name="c">${word('(/|[a-z]:).+')}</attribute>
        <attribute name="d">${word('vd[a-z]')}</attribute>
      </element></zeroOrMore></element>
    </element>`),
  );
  const wrong = unmark('<a><bs><b c="⟦x⟧" d="⟦y⟧"/><b c="⟦z⟧" d="vda"/></bs></a>');
  assert.equal(validate(parseDocument(wrong.text), schema).length, 3);
  // A name of its own is no misspelling of another one.
  assert.equal(validate(parseDocument('<a><b c="/a" d="vda"/></a>'), schema).length, 1);
});

test('values and text of any schema are checked', async () => {
  const schema = new LoadedSchema(
    await compileSchema(`<element name="a" xmlns="http://relaxng.org/ns/structure/1.0">
      <element name="b"><choice><value>one</value><value>two</value></choice></element>
      <element name="c"><value>three</value></element>
    </element>`),
  );
  const marked = unmark('<a><b> ⟦tow⟧ </b><⟦c⟧/></a>');
  assertProblems(marked, validate(parseDocument(marked.text), schema), [
    'invalid-text: text of element "b" is "tow"; expected one or two',
    'missing-text: the text of element "c" is missing; expected three',
  ]);
});

test('listed values may stand on several lines in a schema', async () => {
  const schema = new LoadedSchema(
    await compileSchema(`<element name="a" xmlns="http://relaxng.org/ns/structure/1.0">
      <choice><value>
        one
      </value><value type="string">two\n\tthree</value></choice>
    </element>`),
  );
  const problems = (text: string): string[] => validate(parseDocument(text), schema).map(({ code }) => code);
  assert.deepEqual(problems('<a>one</a>'), []);
  assert.deepEqual(problems('<a>two\n\tthree</a>'), []);
  assert.deepEqual(problems('<a>two three</a>'), ['invalid-text']);
});
