import { readFile, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** What makes a CommonJS bundle a script whose value is a function: esbuild's `banner` and `footer`. */
export const asFunction = {
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/**
 * Writes the code that this Node's V8 makes of a script, of all its functions. `cli/launch.ts` loads it in place of
 * compiling them.
 * @param {string} script
 * @param {string} code
 */
export async function writeCode(script, code) {
  const source = await readFile(script, 'utf8');
  // Otherwise only what has run by now would be in it. V8 refuses code that was written under other flags than those it
  // is read under, so this one holds for the compilation alone.
  setFlagsFromString('--no-lazy');
  const compiled = new Script(source, { filename: script });
  setFlagsFromString('--lazy');
  await writeFile(code, compiled.createCachedData());
}
