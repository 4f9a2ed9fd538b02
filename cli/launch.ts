import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

/** The program as it is bundled: a script whose value is a function of what CommonJS gives to a module. */
type Program = (
  exports: object,
  require: NodeJS.Require,
  module: NodeJS.Module,
  file: string,
  folder: string,
) => void;

/** The bytes of the digest that the code begins with. */
const digestLength = 32;

/**
 * The code that V8 has made of the program at build time; `undefined` where there is none, or none that is whole and of
 * just this program. V8 itself compares the lengths of programs only, and falls over code that is damaged.
 */
function readCode(file: string, source: Buffer): Buffer | undefined {
  try {
    const sealed = readFileSync(file);
    const code = sealed.subarray(digestLength);
    const digest = createHash('sha256').update(source).update(code).digest();
    return digest.equals(sealed.subarray(0, digestLength)) ? code : undefined;
  } catch {
    return undefined;
  }
}

const file = path.join(__dirname, 'cliProgram.js');
const source = readFileSync(file);
// Compiling all that a backup's start needs takes V8 as long as asking QEMU for all that it needs. Another version of V8
// than the one that built it passes this code over, and compiles the program itself.
const cachedData = readCode(path.join(__dirname, 'cliProgram.code'), source);
const script = new Script(source.toString('utf8'), { filename: file, ...(cachedData && { cachedData }) });
(script.runInThisContext() as Program)(exports, require, module, file, __dirname);
