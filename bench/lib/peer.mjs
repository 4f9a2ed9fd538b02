import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inProject } from '../../scripts/lib/paths.mjs';

const run = promisify(execFile);
const COPIES = 40;

/**
 * What `xmllint --relaxng` takes for a document with our schema: it gets the document once, and many times, and the
 * difference leaves out its start and the reading of the schema.
 * @param {string} text
 * @returns {Promise<number | undefined>} in ms; undefined: there is no xmllint
 */
export async function xmllintTime(text) {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-bench-'));
  try {
    const file = path.join(folder, 'document.xml');
    await writeFile(file, text);
    const once = await bestOf(() => check([file]));
    const often = await bestOf(() => check(Array.from({ length: COPIES + 1 }, () => file)));
    return (often - once) / COPIES;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string[]} files */
async function check(files) {
  const options = ['--noout', '--nonet', '--relaxng', inProject('schemas/domainbackup.rng')];
  await run('xmllint', [...options, ...files], { maxBuffer: 1e9 });
}

/** @param {() => Promise<void>} job */
async function bestOf(job) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    await job();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
