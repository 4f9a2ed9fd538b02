// `npm run bench:extension [-- ROUNDS]`: how long the extension's start takes, and how much of the extension host's time
// a backup of 200 disks beside 50 connections does, with the targets below the results; each round in a new window of
// VS Code, with the package that users get. The machine should have nothing else to do.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Tally } from '../scripts/lib/tally.mjs';
import { ensureVSCodeHost } from '../scripts/setup/vscodeHost.mjs';
import { inMs, statistics } from './lib/measure.mjs';
import { tableRow } from './lib/tableRow.mjs';

const rounds = Number(process.argv[2] ?? 3);
const { signal } = new AbortController();
const widths = [6, 18, 14, 12, 13, 11, 12];

const { ensureProduct } = await import('../scripts/build.mjs');
const { runVSCodeTests } = await import('../scripts/lib/vscodeTests.mjs');
await ensureVSCodeHost(signal);
await ensureProduct();
const folder = await mkdtemp(path.join(os.tmpdir(), 'domainbackup-bench-'));
try {
  const result = path.join(folder, 'result.json');
  process.env['DOMAINBACKUP_BENCH_RESULT'] = result;
  const rows = [];
  for (let round = 1; round <= rounds; round += 1) {
    const tally = new Tally();
    await runVSCodeTests(['bench/lib/inExtensionHost.ts'], 'host', tally, signal);
    if (tally.failures.length > 0) throw new Error(tally.failures.join('\n'));
    /** @type {import('./lib/inExtensionHost').Measured} */
    const { start, trees, late } = JSON.parse(await readFile(result, 'utf8'));
    rows.push([
      String(round),
      ...[start?.processor, start?.wall, statistics(trees).median, late.median, late.p99, late.most].map(
        inMs,
      ),
    ]);
  }
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `\n${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}, load ${load} at the end\n`,
  );
  tableRow(
    ['round', 'start, processor', 'start, whole', 'whole tree', 'late, median', 'late, 99 %', 'late, most'],
    widths,
  );
  for (const row of rows) tableRow(row, widths);
  tableRow(['target', '< 50 ms', '', '< 100 ms', '< 50 ms', '', ''], widths);
  console.log(`
start: loading and activating the extension, without a document; processor: of all threads of the extension host.
whole tree: all of its rows made anew, which VS Code asks for only when the view is opened.
late: by how much the extension host's event loop was, in ten seconds of the backup; a millisecond is the clock's own.
`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
