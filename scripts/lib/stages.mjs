import { filesIn } from './files.mjs';
import { runNodeTests } from './nodeTests.mjs';
import { PlainError } from './main.mjs';
import { inProject, root } from './paths.mjs';
import { run } from './run.mjs';
import { Tally } from './tally.mjs';

/**
 * The stages of a run, in order: each prints its name and how long it took, and goes into one tally.
 */
export class Stages {
  tally = new Tally();
  #signal;

  /** @param {AbortSignal} signal ends the stage that is running; the next one does not start then */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} job
   * @returns {Promise<T | undefined>} undefined when the job threw; that is one failure
   */
  async run(name, job) {
    this.#signal.throwIfAborted();
    console.log(`\n== ${name}`);
    const start = performance.now();
    try {
      const result = await job();
      this.#signal.throwIfAborted();
      return result;
    } catch (error) {
      this.#signal.throwIfAborted();
      console.error(error instanceof PlainError ? error.message : error);
      this.tally.fail(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
      return undefined;
    } finally {
      console.log(`== ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  }

  /** Types, lint rules and layout: each is a failure of its own. */
  async runStaticChecks() {
    await this.#runTool('types (tsc)', 'tsc', []);
    await this.#runTool('lint (oxlint)', 'oxlint', ['--type-aware']);
    await this.#runTool('layout (prettier)', 'prettier', [
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      '.',
    ]);
  }

  /**
   * @param {string} name
   * @param {string} tool in node_modules/.bin
   * @param {string[]} args
   */
  async #runTool(name, tool, args) {
    await this.run(name, async () => {
      const command = inProject('node_modules/.bin', tool);
      const { status } = await run(command, args, { cwd: root, signal: this.#signal });
      if (status !== 0) throw new PlainError(`exit status ${status}`);
    });
  }

  /**
   * Builds and runs tests outside VS Code.
   * @param {string} name
   * @param {string[]} files relative to the root
   * @param {'of each file' | 'of each room'} processes whose tests share a process
   */
  async runTests(name, files, processes = 'of each file') {
    if (files.length === 0) return;
    await this.run(name, async () => {
      const { buildTestRooms, buildTests } = await import('../build.mjs');
      if (processes === 'of each file') {
        await runNodeTests(await buildTests(files), this.tally, this.#signal);
        return;
      }
      const reached = await runNodeTests(await buildTestRooms(files), this.tally, this.#signal);
      // A process that ends early with status 0 takes the files with it that were still to come.
      for (const file of files) if (!reached.has(file)) this.tally.fail(`${file} did not run`);
    });
  }

  /**
   * Says what failed and closes with `N passed, M failed`.
   * @returns {number} the exit status
   */
  close() {
    const { failures, summary } = this.tally;
    console.log(failures.length === 0 ? '' : `\nFailed:\n${failures.map((one) => `  ${one}`).join('\n')}\n`);
    console.log(summary);
    return failures.length === 0 ? 0 : 1;
  }
}

/**
 * @typedef {'plain' | 'tool' | 'qemu' | 'vscode' | 'window' | 'long'} TestKind
 */

/**
 * Every test file by what it needs: nothing, a tool of the system (`*.tool.test.ts`), a real QEMU
 * (`*.qemu.test.ts`), VS Code (in test/client), VS Code's window (`*.window.test.ts`).
 * @param {string[]} words only files with one of these in their path; all when there are none
 * @returns {Record<TestKind, string[]>}
 */
export function findTests(words) {
  /** @type {Record<TestKind, string[]>} */
  const found = { plain: [], tool: [], qemu: [], vscode: [], window: [], long: [] };
  for (const file of filesIn('test', '.test.ts')) {
    if (words.length > 0 && !words.some((word) => file.includes(word))) continue;
    if (file.startsWith('test/client/')) found.vscode.push(file);
    else if (file.endsWith('.window.test.ts')) found.window.push(file);
    else if (file.endsWith('.qemu.test.ts')) found.qemu.push(file);
    else if (file.endsWith('.tool.test.ts')) found.tool.push(file);
    else if (file.endsWith('.long.test.ts')) found.long.push(file);
    else found.plain.push(file);
  }
  return found;
}
