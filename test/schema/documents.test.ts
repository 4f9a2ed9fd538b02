import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readTreeFromJSON } from 'salve-annos';
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
  ...documentsIn('examples', 7),
];
for (const file of documents) {
  test(`${file} is valid`, async () => {
    assert.equal(salveVerdict(await grammar, readFileSync(file, 'utf8')), 'valid');
  });
}
