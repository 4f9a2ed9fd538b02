// `npm run bench:editor`: how long the shipped language server takes, measured over stdio in one run, with the targets
// beside the results. Times are medians and 95th percentiles of warm rounds; the machine should have nothing else to do.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { inProject } from '../scripts/lib/paths.mjs';
import { makeDocument } from './lib/documents.mjs';
import { inMs, measure, statistics } from './lib/measure.mjs';
import { tableRow } from './lib/tableRow.mjs';
import { xmllintTime } from './lib/peer.mjs';
import { BenchServer } from './lib/server.mjs';

/** The 95th percentile of checking alone that is aimed at, in ms, by the number of disks. */
const targets = new Map([
  [3, 5],
  [100, 16],
  [1000, 60],
]);
const FIRST_DIAGNOSTICS_MS = 250;
const kinds = /** @type {const} */ (['valid', 'shuffled', 'with errors', 'malformed']);

const { ensureProduct } = await import('../scripts/build.mjs');
await ensureProduct();
const load = os.loadavg()[0]?.toFixed(1);
const processor = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}`;
console.log(`Node ${process.version}, ${processor}, load ${load} before the start\n`);

const widths = [6, 12, 16, 14, 12, 16, 9, 15, 16, 18];
row(
  'disks',
  'document',
  'at first, p95',
  'check, median',
  'check, p95',
  'processor, p95',
  'target',
  'with rest, p95',
  'completion, p95',
  'xmllint --relaxng',
);
for (const disks of [3, 100, 1000, 10_000]) {
  for (const kind of disks > 1000 ? kinds.slice(0, 2) : kinds) await measureDocument(disks, kind);
}
console.log(`
check: from didChange to publishDiagnostics without the rest after a key; with rest: as an editor sees it.
at first: the same for the first keys after the document was opened, while Node still translates what is called often.
processor: what of a check all threads of the server have used, which does not depend on what else the machine does.
!: longer than the target.
xmllint: the same document and schema, without its start; in brackets how many times as long our check takes. It gives
no positions, follows no rule beyond the schema, and stops at what is malformed.
`);
await measureStart();
console.log(`bundle: ${((await stat(inProject('dist/server.js'))).size / 1024).toFixed(0)} KB`);

/**
 * @param {number} disks
 * @param {import('./lib/documents.mjs').DocumentKind} kind
 */
async function measureDocument(disks, kind) {
  const document = makeDocument(disks, kind);
  const rounds = disks <= 100 ? 100 : disks <= 1000 ? 40 : 10;
  const untilWarm = disks <= 100 ? 300 : disks <= 1000 ? 40 : 10;
  const quick = new BenchServer('without rest');
  await quick.open(document.text);
  const change = () => quick.change(document.edited);
  const atFirst = await measure({ warmUp: 0, rounds }, change);
  /** @type {number[]} */
  const used = [];
  let before = quick.processorTime();
  const check = await measure({ warmUp: untilWarm, rounds }, change, () => {
    const now = quick.processorTime();
    used.push(now - before);
    before = now;
  });
  const processing = statistics(used.slice(-rounds));
  const memory = quick.memory();
  await quick.stop();

  const server = new BenchServer('with rest');
  await server.open(document.text);
  const rest = await measure({ warmUp: 5, rounds: 20 }, () => server.change(document.edited));
  /** @type {Promise<unknown>} */
  let reported = Promise.resolve();
  const completion = await measure(
    { warmUp: 5, rounds: 20 },
    () => {
      reported = server.change(document.edited);
      return server.complete(document.completed);
    },
    () => reported,
  );
  await server.stop();

  const peer = kind === 'valid' || kind === 'shuffled' ? await xmllintTime(document.text) : undefined;
  const target = targets.get(disks);
  row(
    String(disks),
    kind,
    marked(atFirst.p95, target),
    inMs(check.median),
    marked(check.p95, target),
    marked(processing.p95, target),
    target === undefined ? '' : `< ${target} ms`,
    inMs(rest.p95),
    inMs(completion.p95),
    peer === undefined ? '' : `${inMs(peer)} (${(check.median / peer).toFixed(1)})`,
  );
  if (disks >= 1000 && kind === 'valid' && memory !== undefined) {
    console.log(`       resident memory after ${2 * rounds + untilWarm} checks: ${memory.toFixed(0)} MB`);
  }
}

async function measureStart() {
  const { text } = makeDocument(3, 'with errors');
  const times = [];
  const bare = [];
  const used = [];
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    bare.push(performance.now() - start);
    const server = new BenchServer('with rest');
    await server.open(text);
    times.push(performance.now() - server.started);
    used.push(server.processorTime());
    if (run === 4)
      console.log(`resident memory with 3 disks: ${server.memory()?.toFixed(0) ?? 'unknown'} MB`);
    await server.stop();
  }
  const list = times.map((time) => time.toFixed(0)).join(', ');
  console.log(
    `start of the process to first diagnostics: ${list} ms; median ${inMs(statistics(times).median)}, target < ${FIRST_DIAGNOSTICS_MS} ms` +
      ` (an empty Node program: ${inMs(statistics(bare).median)}; processor time: ${marked(statistics(used).median, undefined)})`,
  );
}

/**
 * @param {number} time in ms; not a number where it is not known
 * @param {number | undefined} target
 */
function marked(time, target) {
  if (Number.isNaN(time)) return 'unknown';
  return `${inMs(time)}${target !== undefined && time > target ? ' !' : ''}`;
}

/** @param {string[]} cells */
function row(...cells) {
  tableRow(cells, widths);
}
