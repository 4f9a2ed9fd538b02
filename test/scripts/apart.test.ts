import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';

const root = process.cwd();

/** Bundles code beside which the documents are a part, of which these names are listed. @returns the bundle's text */
async function bundled(contents: string, ...names: string[]): Promise<string> {
  // Not bundled with the test: it finds the project by where it lies.
  const file = pathToFileURL(path.resolve('scripts/lib/apart.mjs')).href;
  const { keepApart } = (await import(file)) as typeof import('../../scripts/lib/apart.mjs');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(root, 'client') },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
    plugins: [keepApart({ document: { module: './engine/document', names } })],
  });
  return outputFiles[0]?.text ?? '';
}

const USE = `import { dialectOf, parseDocument } from '../engine/document';
  exports.read = (text) => dialectOf(parseDocument(text));`;

test('a part is loaded when the first of its values is used, and its code is not in the bundle', async () => {
  const code = await bundled(USE, 'dialectOf', 'parseDocument');
  assert.ok(code.length < 5000, `${code.length} characters`);
  const loaded: string[] = [];
  const load = (name: string): object => {
    loaded.push(name);
    return { dialectOf: String, parseDocument: (text: string) => `tree of ${text}` };
  };
  const program: { read?: (text: string) => string } = {};
  const run = compileFunction(code, ['require', 'exports', 'module']);
  run(load, program, { exports: program });
  assert.deepEqual(loaded, []);
  assert.equal(program.read?.('x'), 'tree of x');
  assert.deepEqual(new Set(loaded), new Set(['./document.js']));
});

for (const [slip, code, names, words] of [
  [
    'imports what is not listed of a part',
    USE,
    ['parseDocument'],
    /No matching export in "scripts\/lib\/apart\.mjs:document" for import "dialectOf"/,
  ],
  [
    'does not import what is listed',
    USE,
    ['TextLines', 'dialectOf', 'parseDocument'],
    /TextLines is listed in scripts\/lib\/apart\.mjs, and nobody imports it from \.\/engine\/document/,
  ],
  [
    'takes a part’s code from inside it',
    `import { problemCodes } from '../engine/document/problemCodes'; console.log(problemCodes);`,
    [],
    /engine\/document\/problemCodes\.ts is loaded late, with \.\/engine\/document/,
  ],
  [
    'loads a part late by itself',
    `void import('../engine/document');`,
    [],
    /engine\/document is loaded late by itself: it is imported with a statement/,
  ],
] as const)
  test(`a build that ${slip} fails, and says so`, async () => {
    await assert.rejects(bundled(code, ...names), words);
  });
