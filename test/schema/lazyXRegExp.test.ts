import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { lazyXRegExp } from '../../scripts/lib/lazyXRegExp.mjs';

/** What salve makes of a pattern of XML Schema. */
type Parse = (pattern: string) => RegExp;

/** salve's reader of patterns in a bundle as the product has it; `loaded` counts the parts of XRegExp that it has loaded. */
async function bundledParse(): Promise<{ parse: Parse; loaded: () => number }> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "salve-annos/lib/salve/datatypes/regexp";',
      resolveDir: path.resolve('.'),
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    plugins: [lazyXRegExp],
  });
  const text = outputFiles[0]?.text ?? '';
  // esbuild begins each module of this kind so, and runs it when it is first required.
  const counted = text.replaceAll(/("[^"]*\/xregexp\/lib\/[^"]*"\([^)]*\) \{)/g, '$1 count.parts += 1;');
  assert.notEqual(counted, text, 'the bundle looks as this test expects');
  const count = { parts: 0 };
  const module: { exports: { parse?: Parse } } = { exports: {} };
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval -- this is how a bundle is run without a file
  new Function('module', 'exports', 'require', 'count', counted)(
    module,
    module.exports,
    createRequire(path.resolve('package.json')),
    count,
  );
  assert.ok(module.exports.parse);
  return { parse: module.exports.parse, loaded: () => count.parts };
}

describe('salve in our bundles', () => {
  let salve: Awaited<ReturnType<typeof bundledParse>>;
  before(async () => {
    salve = await bundledParse();
  });

  test('does without XRegExp as long as no pattern needs it', () => {
    assert.ok(salve.parse('[a-z]+').test('abc'));
    assert.equal(salve.loaded(), 0);
  });

  test('has XRegExp for a pattern that needs it', () => {
    const greek = salve.parse('\\p{Lu}\\p{InGreek_and_Coptic}+');
    assert.ok(greek.test('Aα'));
    assert.ok(!greek.test('aα'));
    assert.ok(!greek.test('AA'));
    assert.ok(salve.loaded() > 0);
  });
});
