import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from './paths.mjs';
import { testCounter } from './tally.mjs';

/** What a whole file may take, in ms: one that hangs must not hang the run. */
const FILE_TIMEOUT_MS = 300_000;
/** The same for `*.long.test.ts`. */
const LONG_FILE_TIMEOUT_MS = 3_600_000;

/**
 * Runs built test files, or rooms of them, each in a process of its own, and prints node:test's own report.
 * @param {string[]} bundles absolute paths
 * @param {import('./tally.mjs').Tally} tally
 * @param {AbortSignal} signal
 * @returns {Promise<ReadonlySet<string>>} the names of all that ran outermost: of a room's files, all that were reached
 */
export async function runNodeTests(bundles, tally, signal) {
  const count = testCounter(tally);
  // The test processes inherit this: positions in the report are those of the sources.
  process.env['NODE_OPTIONS'] = '--enable-source-maps';
  // And this: what a developer's own backups have on record must neither be seen by a test nor be added to.
  const stateBefore = process.env['XDG_STATE_HOME'];
  const state = await mkdtemp(path.join(tmpdir(), 'domainbackup-tests-'));
  process.env['XDG_STATE_HOME'] = state;
  const timeout = bundles.some((bundle) => bundle.includes('.long.test.'))
    ? LONG_FILE_TIMEOUT_MS
    : FILE_TIMEOUT_MS;
  // Two are enough: a real QEMU beside each test is common, and there may be no more processors.
  const events = run({ files: bundles, concurrency: 2, timeout, signal });
  // In a room's process the outermost suites are its files.
  let outermost = '';
  /** @type {Set<string>} */
  const reached = new Set();
  events.on('test:start', ({ name, nesting }) => {
    if (nesting > 0) return;
    outermost = name;
    reached.add(name);
  });
  const toResult = resultOf(() => (outermost.endsWith('.test.ts') ? outermost : undefined));
  events.on('test:pass', (data) => count(toResult(data, 'passed')));
  events.on('test:fail', (data) => {
    const error = data.details.error;
    const isInside = 'failureType' in error && error.failureType === 'subtestsFailed';
    count(toResult(data, isInside ? 'failed inside' : 'failed'));
  });
  const report = events.compose(new spec());
  report.pipe(process.stdout, { end: false });
  try {
    await finished(report);
  } finally {
    delete process.env['NODE_OPTIONS'];
    if (stateBefore === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = stateBefore;
    await rm(state, { recursive: true, force: true });
  }
  return reached;
}

/**
 * @param {() => string | undefined} fileOfSuite the file that is running, where suites tell
 * @returns {(
 *   data: import('node:test').EventData.TestPass | import('node:test').EventData.TestFail,
 *   outcome: import('./tally.mjs').TestResult['outcome'],
 * ) => import('./tally.mjs').TestResult}
 */
function resultOf(fileOfSuite) {
  return ({ name, nesting, file, details, skip, todo }, outcome) => {
    const reasons = Object.entries({ skipped: skip, todo }).filter(
      ([, given]) => given !== undefined && given !== false,
    );
    return {
      name: path.isAbsolute(name) ? path.relative(root, name) : name,
      nesting,
      file: fileOfSuite() ?? (file === undefined ? undefined : path.relative(root, file)),
      outcome,
      kind: details.type === 'suite' ? 'suite' : 'test',
      error: outcome === 'failed' && 'error' in details ? details.error.cause : undefined,
      excuse:
        reasons.map(([word, given]) => (given === true ? word : `${word}: ${given}`)).join(', ') || undefined,
    };
  };
}
