// `npm run bench:backup [-- ROUNDS]`: how long a backup takes, beside other ways to copy the same two disks, what each of
// QEMU's settings gains, and what watching 50 machines costs. All in one run, in turn; times are medians, ratios medians
// of the ratios within each round. The machine should have nothing else to do.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bootMachine } from '../scripts/throwawayMachine.mjs';
import { BackupPeers } from './lib/backupPeers.mjs';
import { inTurn, ratio } from './lib/inTurn.mjs';
import { statistics } from './lib/measure.mjs';
import { nodeStart } from './lib/nodeStart.mjs';
import { tableRow } from './lib/tableRow.mjs';
import { measureWatching } from './lib/watching.mjs';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const rounds = Number(process.argv[2] ?? 7);
const offload = { 'use-copy-range': true, 'max-chunk': MIB };

/** Each setting that the running QEMU's schema offers, alone, to be held against QEMU's own default. */
const settings = {
  'use-copy-range': { perf: { 'use-copy-range': true } },
  '… max-chunk 1 MiB': { perf: offload },
  'max-workers 16': { perf: { 'max-workers': 16 } },
  'max-chunk 4 MiB': { perf: { 'max-chunk': 4 * MIB } },
  'lazy-refcounts': { image: { 'lazy-refcounts': true } },
  'cluster-size 1 MiB': { image: { 'cluster-size': MIB } },
  'copy range, lazy': { perf: offload, image: { 'lazy-refcounts': true } },
};

const { ensureProduct } = await import('../scripts/build.mjs');
await ensureProduct();
const folder = await mkdtemp(path.join(os.tmpdir(), 'domainbackup-bench-'));
const disk = { format: /** @type {const} */ ('qcow2'), size: SIZE, data: SIZE / 2 };
const machine = await bootMachine({ disks: ['vda', 'vdb'].map((name) => ({ name, ...disk })) });
try {
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `QEMU ${machine.version}, Node ${process.version}, ${os.cpus().length} processors, load ${load} before the start; ` +
      `two qcow2 disks of 1 GiB, half full; ${rounds} rounds in turn\n`,
  );
  const peers = new BackupPeers(machine, path.join(folder, 'targets'), SIZE);
  const start = await nodeStart();
  for (const format of /** @type {const} */ (['qcow2', 'raw'])) await comparePeers(peers, format, start);
  for (const format of /** @type {const} */ (['qcow2', 'raw'])) await compareSettings(peers, format);
} finally {
  await machine.stop();
  await rm(folder, { recursive: true, force: true });
}
await measureWatching();

/**
 * @param {BackupPeers} peers
 * @param {'qcow2' | 'raw'} format
 * @param {number} start of Node alone, in ms: it is taken off what runs on Node
 */
async function comparePeers(peers, format, start) {
  const results = await inTurn(
    {
      'domainbackup start': () => peers.ours(format, '--no-digest'),
      '… and digests': () => peers.ours(format),
      '… without copy offloading': () => peers.ours(format, '--no-digest', '--no-copy-offload'),
      'raw QMP, same settings': () => peers.rawQmp(format, { perf: offload }),
      "raw QMP, QEMU's defaults": () => peers.rawQmp(format),
      'qemu-img convert': () => peers.convert(format),
      cp: () => peers.copy(),
    },
    rounds,
  );
  const times = Object.fromEntries(
    Object.entries(results).map(([name, list]) => {
      const onNode = list.some(({ running }) => running !== undefined);
      return [name, list.map(({ whole }) => whole - (onNode ? start : 0))];
    }),
  );
  console.log(`to ${format} (Node's own start, ${start.toFixed(0)} ms, taken off)`);
  table(['', 'seconds', 'to same settings', 'to defaults', 'until jobs run', 'targets take']);
  for (const [name, list] of Object.entries(results)) {
    const running = list.flatMap((one) => (one.running === undefined ? [] : [one.running - start]));
    table([
      name,
      (statistics(times[name] ?? []).median / 1000).toFixed(2),
      ratio(times[name] ?? [], times['raw QMP, same settings'] ?? []).toFixed(2),
      ratio(times[name] ?? [], times["raw QMP, QEMU's defaults"] ?? []).toFixed(2),
      running.length === 0 ? '' : `${statistics(running).median.toFixed(0)} ms`,
      mib(list[0]?.space),
    ]);
  }
  console.log();
}

/**
 * @param {BackupPeers} peers
 * @param {'qcow2' | 'raw'} format
 */
async function compareSettings(peers, format) {
  console.log(`QEMU's settings, each in turn with its default, to ${format}`);
  table(['', 'default, s', 'set, s', 'times as fast', 'targets take', 'by default']);
  for (const [name, setting] of Object.entries(settings)) {
    if (format === 'raw' && 'image' in setting) continue;
    const { plain, set } = await inTurn(
      { plain: () => peers.rawQmp(format), set: () => peers.rawQmp(format, setting) },
      rounds,
    );
    const [before, after] = [plain, set].map((list) => list.map(({ whole }) => whole));
    table([
      name,
      (statistics(before ?? []).median / 1000).toFixed(2),
      (statistics(after ?? []).median / 1000).toFixed(2),
      ratio(before ?? [], after ?? []).toFixed(2),
      mib(set[0]?.space),
      mib(plain[0]?.space),
    ]);
  }
  console.log();
}

/** @param {number | undefined} bytes */
function mib(bytes) {
  return bytes === undefined ? '' : `${(bytes / MIB).toFixed(0)} MiB`;
}

/** @param {string[]} cells */
function table(cells) {
  tableRow(cells, [25, 11, 17, 13, 15, 11]);
}
