// `npm run bench:restore [-- ROUNDS]`: how long verifying and restoring a chain of backups takes, beside qemu-img convert
// of the same chain, and how large and how fast increments are, against what the guest has written. Times are medians of
// whole processes, ratios medians of the ratios of whole processes within each round; how long our own programs take
// without Node's start and end is a column of its own. The machine should have nothing else to do.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inProject } from '../scripts/lib/paths.mjs';
import { bootMachine } from '../scripts/throwawayMachine.mjs';
import { guestWrites } from './lib/guestWrites.mjs';
import { inTurn, ratio } from './lib/inTurn.mjs';
import { statistics } from './lib/measure.mjs';
import { nodeStart } from './lib/nodeStart.mjs';
import { tableRow } from './lib/tableRow.mjs';

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const DATA = 512 * MIB;
const DIRTY = [0, 16, 64, 256].map((size) => size * MIB);
const rounds = Number(process.argv[2] ?? 7);
const run = promisify(execFile);

const { ensureProduct } = await import('../scripts/build.mjs');
await ensureProduct();
const folder = await mkdtemp(path.join(os.tmpdir(), 'domainbackup-bench-'));
const env = { ...process.env, XDG_STATE_HOME: path.join(folder, 'state') };
const backups = path.join(folder, 'backups');
await run('mkdir', [backups]);
const machine = await bootMachine({ disks: [{ name: 'vda', format: 'qcow2', size: SIZE, data: DATA }] });
try {
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `QEMU ${machine.version}, Node ${process.version}, ${os.cpus().length} processors, load ${load} before the start; ` +
      `one qcow2 disk of 1 GiB, half full; ${rounds} rounds in turn\n`,
  );
  const chain = await takeBackups();
  await compareRestores(chain);
} finally {
  await machine.stop();
  await rm(folder, { recursive: true, force: true });
}

/** @param {string[]} args */
async function domainbackup(...args) {
  const { stdout } = await run(process.execPath, [inProject('dist/cli.js'), ...args], { env });
  return stdout;
}

/**
 * Takes a backup, and tells when it had completed, and when its digest was recorded as well; in ms from the start of the
 * process.
 * @param {string[]} args
 */
async function startAndTime(args) {
  const began = performance.now();
  const child = spawn(process.execPath, [inProject('dist/cli.js'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let completed = Number.NaN;
  let last = '{}';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (line.startsWith('{"event":"finished"')) completed = performance.now() - began;
  }
  return { run: JSON.parse(last).run, completed, whole: performance.now() - began };
}

/** @param {() => Promise<unknown>} job */
async function timed(job) {
  const began = performance.now();
  await job();
  return performance.now() - began;
}

/**
 * Takes a whole backup and an increment for each amount of writes, and tells their sizes and times.
 * @returns {Promise<{run: string, images: string[]}>} the newest run and its images, the top first
 */
async function takeBackups() {
  const document = path.join(folder, 'bench.xml');
  const images = [];
  let newest = '';
  table(['backup', 'guest wrote', 'copied', 'image', 'seconds', 'with digest']);
  for (const [number, dirty] of [undefined, ...DIRTY].entries()) {
    const image = path.join(backups, `vda.${number}.qcow2`);
    const since = dirty === undefined ? '' : `<incremental>cp${number - 1}</incremental>`;
    const disk = `<disk name="vda" type="file"><target file="${image}"/><driver type="qcow2"/></disk>`;
    await writeFile(document, `<domainbackup>${since}<disks>${disk}</disks></domainbackup>`);
    const [socket = ''] = machine.qmp;
    const device = machine.disks[0]?.device ?? '';
    if (dirty) await guestWrites(socket, device, { bytes: dirty, range: SIZE, pattern: number });
    const args = ['start', document, '--qmp', socket, '--checkpoint', `cp${number}`, '--json'];
    const { run: id, completed, whole } = await startAndTime(args);
    newest = id;
    const manifest = JSON.parse(await domainbackup('show', newest, '--json'));
    table([
      dirty === undefined ? 'full' : 'incremental',
      dirty === undefined ? mib(DATA) : mib(dirty),
      mib(manifest.disks[0].bytesCopied),
      mib((await stat(image)).blocks * 512),
      seconds(completed),
      seconds(whole),
    ]);
    images.unshift(image);
  }
  console.log();
  return { run: newest, images };
}

/** @param {{run: string, images: string[]}} chain */
async function compareRestores({ run: newest, images }) {
  const node = images
    .toReversed()
    .reduce(
      (backing, filename) => ({ driver: 'qcow2', file: { driver: 'file', filename }, backing }),
      /** @type {object | null} */ (null),
    );
  const name = `json:${JSON.stringify(node)}`;
  const target = path.join(folder, 'converted.qcow2');
  const restored = path.join(folder, 'restored');
  /** @param {() => Promise<unknown>} job */
  const cleanly = async (job) => {
    await rm(target, { force: true });
    await rm(restored, { recursive: true, force: true });
    await run('mkdir', [restored]);
    return timed(job);
  };
  const convert = (/** @type {string[]} */ ...options) =>
    run('qemu-img', ['convert', ...options, '-O', 'qcow2', name, target]);
  const contestants = {
    'qemu-img convert': () => convert(),
    'convert -W': () => convert('-W'),
    'convert -m 16 -W': () => convert('-m', '16', '-W'),
    'convert -C -W': () => convert('-C', '-W'),
    'convert, and sync': async () => {
      await convert();
      await run('sync', [target]);
    },
    'convert -t writeback': () => convert('-t', 'writeback'),
  };
  const ours = {
    verify: () => domainbackup('verify', newest),
    restore: () => domainbackup('restore', newest, '--to', restored),
    'restore, damage accepted': () => domainbackup('restore', newest, '--to', restored, '--accept-damage'),
  };
  const start = await nodeStart();
  for (const cache of ['warm', 'cold']) {
    const results = await inTurn(
      Object.fromEntries(
        Object.entries({ ...contestants, ...ours }).map(([title, job]) => [
          title,
          async () => {
            // The kernel is asked to forget these files alone; other programs keep theirs.
            if (cache === 'cold')
              for (const image of await readdir(backups))
                await run('dd', [
                  `if=${path.join(backups, image)}`,
                  'iflag=nocache',
                  'count=0',
                  'status=none',
                ]);
            return cleanly(job);
          },
        ]),
      ),
      rounds,
    );
    const where = cache === 'warm' ? 'in' : 'not in';
    console.log(
      `the chain of ${images.length} images, ${where} the page cache; Node's own start and end: ${seconds(start)} s`,
    );
    table(['', 'seconds', 'without Node', 'to convert', 'to convert, synced']);
    for (const [title, times] of Object.entries(results)) {
      const { median } = statistics(times);
      table([
        title,
        seconds(median),
        title in ours ? seconds(median - start) : '',
        ratio(times, results['qemu-img convert'] ?? []).toFixed(2),
        ratio(times, results['convert, and sync'] ?? []).toFixed(2),
      ]);
    }
    console.log();
  }
}

/** @param {number} ms */
function seconds(ms) {
  return (ms / 1000).toFixed(2);
}

/** @param {number} bytes */
function mib(bytes) {
  return `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB`;
}

/** @param {string[]} cells */
function table(cells) {
  tableRow(cells, [27, 13, 13, 13, 19, 11]);
}
