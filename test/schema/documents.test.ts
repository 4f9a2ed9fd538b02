import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
import { checkDocument, parseDocument } from '../../engine/document';
import { compileSchema } from '../../engine/document/schema/compile';
import { salveVerdict } from './salveVerdict';

const grammar = compileSchema(readFileSync('schemas/domainbackup.rng', 'utf8')).then((schema) =>
  readTreeFromJSON(schema.grammar),
);

/** The XML files of a folder, at least as many as are known to be there. */
function documentsIn(folder: string, atLeast: number): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.xml'));
  assert.ok(files.length >= atLeast, `${folder} has only ${files.length} documents`);
  return files.map((file) => path.join(folder, file));
}

const documents = [
  ...documentsIn('test/fixtures/rfc', 7),
  ...documentsIn('test/fixtures/libvirt', 12),
  ...documentsIn('examples', 8),
];
for (const file of documents) {
  test(`${file} is valid`, async () => {
    const text = readFileSync(file, 'utf8');
    assert.equal(salveVerdict(await grammar, text), 'valid');
    const errors = checkDocument(parseDocument(text)).filter(({ severity }) => severity === 'error');
    // One asks for what this program cannot do: to pass on file descriptors.
    const expected = file.endsWith('pullFileDescriptor.xml') ? ['unsupported-transport'] : [];
    assert.deepEqual(
      errors.map(({ code }) => code),
      expected,
    );
  });
}
