import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** What makes a CommonJS bundle a script whose value is a function: esbuild's `banner` and `footer`. */
export const asFunction = {
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/**
 * Code behind the digest of it and of what it was made of, which `cli/launch.ts` holds both against.
 * @param {Buffer} source
 * @param {Buffer} code
 * @returns {Buffer}
 */
export function sealed(source, code) {
  return Buffer.concat([createHash('sha256').update(source).update(code).digest(), code]);
}

/**
 * The code that this Node's V8 makes of a script, of all its functions.
 * @param {Buffer} source
 * @returns {Buffer}
 */
export function codeOf(source) {
  // Otherwise only what has run by now would be in it. V8 refuses code that was written under other flags than those it
  // is read under, so this one holds for the compilation alone.
  setFlagsFromString('--no-lazy');
  const compiled = new Script(source.toString('utf8'));
  setFlagsFromString('--lazy');
  return compiled.createCachedData();
}

/**
 * Writes the code of a script, which `cli/launch.ts` loads in place of compiling it. A build that is interrupted leaves
 * none.
 * @param {string} script
 * @param {string} code
 */
export async function writeCode(script, code) {
  const source = await readFile(script);
  const unfinished = `${code}.unfinished`;
  await writeFile(unfinished, sealed(source, codeOf(source)));
  await rename(unfinished, code);
}
