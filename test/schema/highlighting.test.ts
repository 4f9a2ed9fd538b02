import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { array, object, optional, parse, string } from 'valibot';
import { compileSchema } from '../../engine/document/schema/compile';

const rule = object({ match: string() });
const grammarFile = object({
  scopeName: string(),
  repository: object({
    tag: object({ begin: string() }),
    listedValue: object({ patterns: array(rule) }),
    attribute: rule,
  }),
});
const configurationFile = object({
  wordPattern: string(),
  indentationRules: object({ increaseIndentPattern: string(), decreaseIndentPattern: string() }),
  onEnterRules: array(object({ beforeText: string(), afterText: optional(string()) })),
});

const highlighting = readFile('syntaxes/domainbackup.tmLanguage.json', 'utf8').then((text) =>
  parse(grammarFile, JSON.parse(text)),
);
const configuration = readFile('syntaxes/language-configuration.json', 'utf8').then((text) =>
  parse(configurationFile, JSON.parse(text)),
);
const elements = compileSchema(readFileSync('schemas/domainbackup.rng', 'utf8')).then((schema) =>
  Object.entries(schema.elements),
);

test('every element of the schema is highlighted as one of the language', async () => {
  const tag = new RegExp((await highlighting).repository.tag.begin);
  for (const [path] of await elements) {
    const name = path.split('/').at(-1) ?? '';
    for (const text of [`<${name}>`, `</${name}>`, `<${name} a="b"/>`, `<${name}/>`, `<${name}`]) {
      assert.equal(tag.exec(text)?.[2], name);
    }
    assert.doesNotMatch(`<${name}x>`, tag);
  }
});

test('every attribute of the schema is highlighted as one of the language', async () => {
  const attribute = new RegExp((await highlighting).repository.attribute.match);
  for (const [path, { attributes }] of await elements) {
    for (const name of Object.keys(attributes)) {
      assert.equal(attribute.exec(`<a ${name}="b"`)?.[1], name, `${path}/@${name}`);
    }
  }
});

test('every listed value of the schema is highlighted, and other values are not', async () => {
  const rules = (await highlighting).repository.listedValue.patterns.map(({ match }) => new RegExp(match));
  const highlighted = (text: string) =>
    rules.map((each) => each.exec(text)?.[5]).find((found) => found !== undefined);
  for (const [path, { attributes }] of await elements) {
    for (const [name, { values }] of Object.entries(attributes)) {
      for (const { value } of values) {
        assert.equal(highlighted(`<a ${name}="${value}"/>`), value, `${path}/@${name}`);
        assert.equal(highlighted(`<a ${name} = ' ${value} '/>`), value, `${path}/@${name}`);
        assert.equal(highlighted(`<a ${name}="${value}s"/>`), undefined, `${path}/@${name}`);
      }
    }
  }
});

test('a line break after a start tag indents, and puts the end tag behind it on a line of its own', async () => {
  const { onEnterRules, indentationRules } = await configuration;
  const [between, after] = onEnterRules;
  const increase = new RegExp(indentationRules.increaseIndentPattern);
  for (const line of ['<disks>', '  <disk name="vda">', "<target file='/a/b>c'>", '<a b="1"> ']) {
    assert.match(line, new RegExp(after?.beforeText ?? ''));
    assert.match(line, new RegExp(between?.beforeText ?? ''));
    assert.match(line, increase);
  }
  for (const line of [
    '<disk/>',
    '<disk name="vda"/>',
    '</disks>',
    '<?xml version="1.0"?>',
    '<!-- a -->',
    '<a>text</a>',
  ]) {
    assert.doesNotMatch(line, new RegExp(after?.beforeText ?? ''));
    assert.doesNotMatch(line, increase);
  }
  assert.match('</disks>', new RegExp(between?.afterText ?? ''));
  assert.match('  </disks>', new RegExp(indentationRules.decreaseIndentPattern));
});

test('a value is one word, without its quotes', async () => {
  const word = new RegExp((await configuration).wordPattern, 'g');
  assert.deepEqual('<disk name="vda-1"/>'.match(word), ['disk', 'name', 'vda-1']);
});
