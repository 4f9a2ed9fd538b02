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

/** The code that V8 has made of the program at build time; `undefined` where there is none. */
function readCode(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

const file = path.join(__dirname, 'cliProgram.js');
// Compiling all that a backup's start needs takes V8 as long as asking QEMU for all that it needs. Another version of V8
// than the one that built it passes this code over, and compiles the program itself.
const cachedData = readCode(path.join(__dirname, 'cliProgram.code'));
const script = new Script(readFileSync(file, 'utf8'), { filename: file, ...(cachedData && { cachedData }) });
(script.runInThisContext() as Program)(exports, require, module, file, __dirname);
