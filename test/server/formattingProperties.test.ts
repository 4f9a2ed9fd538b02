import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import type { FormattingOptions } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkDocument, DocumentError, parseDocument, readDefinition } from '../../engine/document';
import { parseRng } from '../../engine/document/schema/rngTree';
import { abilitiesOf } from '../../server/clientAbilities';
import { createLanguageService } from '../../server/languageService';
import { SampleGenerator } from '../schema/generateSample';
import { Random } from '../support/random';
import { writeSample } from '../schema/xmlSample';

const service = createLanguageService(abilitiesOf({}));

function formatted(text: string, options: FormattingOptions): string {
  const document = TextDocument.create('untitled:1', 'domainbackup', 1, text);
  const edits = service.format(document, options);
  for (const { range, newText } of edits) {
    assert.match(document.getText(range), /^[ \t\r\n]*$/, 'an edit takes away white space only');
    assert.match(newText, /^[ \t\r\n]*$/, 'an edit adds white space only');
  }
  return TextDocument.applyEdits(document, edits);
}

/** What an independent parser reads, without the white space between tags. */
function events(text: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => found.push(`<${name} ${JSON.stringify(attributes)}`));
  parser.on('closetag', ({ name }) => found.push(`</${name}`));
  parser.on('text', (content) => content.trim() !== '' && found.push(`text ${JSON.stringify(content)}`));
  parser.on('cdata', (content) => found.push(`cdata ${JSON.stringify(content)}`));
  parser.on('comment', (content) => found.push(`comment ${JSON.stringify(content)}`));
  parser.on('processinginstruction', ({ target, body }) => found.push(`instruction ${target} ${body}`));
  parser.write(text).close();
  return found;
}

function meaning(text: string): unknown {
  try {
    return readDefinition(text);
  } catch (error) {
    assert.ok(error instanceof DocumentError);
    return error.problems.map(({ code, message }) => `${code}: ${message}`);
  }
}

function check(text: string, options: FormattingOptions): void {
  const result = formatted(text, options);
  const note = `${text}\n=>\n${result}`;
  assert.equal(result.replace(/\s+/g, ''), text.replace(/\s+/g, ''), note);
  assert.deepEqual(events(result), events(text), note);
  assert.deepEqual(meaning(result), meaning(text), note);
  const codes = (of: string) => checkDocument(parseDocument(of)).map(({ code, message }) => code + message);
  assert.deepEqual(codes(result), codes(text), note);
  assert.equal(formatted(result, options), result, `twice: ${note}`);
}

const choices: FormattingOptions[] = [
  { tabSize: 2, insertSpaces: true },
  { tabSize: 4, insertSpaces: false, insertFinalNewline: true, trimFinalNewlines: true },
  { tabSize: 0, insertSpaces: true, trimTrailingWhitespace: true },
];

describe('formatting changes no meaning, and a second time changes nothing', () => {
  const folders = ['examples', 'test/fixtures/libvirt', 'test/fixtures/rfc'];
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.xml'))) {
      test(`${folder}/${file}`, () => {
        const text = readFileSync(path.join(folder, file), 'utf8');
        for (const options of choices) {
          check(text, options);
          check(text.replaceAll('\n', '\r\n'), options);
          // All on one line, and every space a line end.
          check(text.replace(/\s*\n\s*/g, ''), options);
        }
      });
    }
  }

  test('300 generated documents', () => {
    const random = new Random(20261123);
    const schema = parseRng(readFileSync('schemas/domainbackup.rng', 'utf8'));
    const generator = new SampleGenerator(schema, random);
    for (let count = 0; count < 300; count += 1) {
      check(roughened(writeSample(generator.document(), random), random), random.pick(choices));
    }
  });
});

test('the examples are formatted as they are', () => {
  for (const file of readdirSync('examples')) {
    const text = readFileSync(path.join('examples', file), 'utf8');
    assert.equal(formatted(text, { tabSize: 2, insertSpaces: true }), text);
  }
});

/** Spreads a document's tags out in ways that mean the same. */
function roughened(text: string, random: Random): string {
  const space = () => random.pick(['', ' ', '  ', '\n', '\t', '\r\n', '\n\n\n   ']);
  return text
    .replace(
      / ([\w]+)=(["'])/g,
      (_, name: string, quote: string) => `${space()} ${name}${space()}=${space()}${quote}`,
    )
    .replace(/\/>/g, () => `${space()}/>`)
    .replace(/^/, space());
}
