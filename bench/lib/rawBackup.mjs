// A minimal backup over raw QMP, as one would write it by hand: targets, one grouped transaction, and a wait for its end.
// It checks nothing. The peer of `npm run bench:backup`, run as a process of its own: node rawBackup.mjs JSON
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} RawDisk
 * @property {string} node to read from
 * @property {number} size in bytes
 * @property {string} file to write to
 */

/**
 * @typedef {object} RawBackup
 * @property {string} socket
 * @property {'raw' | 'qcow2'} format
 * @property {RawDisk[]} disks
 * @property {object} [image] more options of the image's creation
 * @property {object} [perf] the jobs' `x-perf`
 */

/** @type {RawBackup} */
const { socket, format, disks, image = {}, perf = {} } = JSON.parse(process.argv[2] ?? '');
const connection = connect(socket);
const lines = createInterface(connection)[Symbol.asyncIterator]();

/** @returns {Promise<any>} the next message */
const read = async () => JSON.parse((await lines.next()).value);

/**
 * @param {string} command
 * @param {object} [args]
 */
async function execute(command, args = {}) {
  connection.write(JSON.stringify({ execute: command, arguments: args }));
  for (;;) {
    const message = await read();
    if (message.error) throw new Error(`${command}: ${message.error.desc}`);
    if ('return' in message) return message.return;
    ended(message);
  }
}

/** @type {Set<string>} jobs that have ended */
const over = new Set();

/** @param {any} message an event */
function ended({ event, data }) {
  if (event === 'JOB_STATUS_CHANGE' && data.status === 'concluded') over.add(data.id);
}

/** @param {string} id */
async function end(id) {
  while (!over.has(id)) ended(await read());
  const { error } = (await execute('query-jobs')).find((/** @type {any} */ job) => job.id === id);
  if (error !== undefined) throw new Error(`${id}: ${error}`);
  await execute('job-dismiss', { id });
  over.delete(id);
}

/** @param {object} options */
async function create(options) {
  await execute('blockdev-create', { 'job-id': 'create', options });
  await end('create');
}

await read();
await execute('qmp_capabilities');
for (const [index, { file, size }] of disks.entries()) {
  await create({ driver: 'file', filename: file, size: format === 'raw' ? size : 0 });
  await execute('blockdev-add', { driver: 'file', filename: file, 'node-name': `p${index}` });
  if (format === 'qcow2') {
    await create({ driver: 'qcow2', file: `p${index}`, size, ...image });
    await execute('blockdev-add', {
      driver: 'qcow2',
      file: `p${index}`,
      backing: null,
      'node-name': `t${index}`,
    });
  } else {
    await execute('blockdev-add', { driver: 'raw', file: `p${index}`, 'node-name': `t${index}` });
  }
}
const actions = disks.map(({ node }, index) => ({
  type: 'blockdev-backup',
  data: {
    'job-id': `b${index}`,
    device: node,
    target: `t${index}`,
    sync: 'full',
    'auto-dismiss': false,
    ...(Object.keys(perf).length > 0 && { 'x-perf': perf }),
  },
}));
await execute('transaction', { actions, properties: { 'completion-mode': 'grouped' } });
console.log('{"running":true}');
for (const index of disks.keys()) await end(`b${index}`);
for (const index of disks.keys()) {
  await execute('blockdev-del', { 'node-name': `t${index}` });
  await execute('blockdev-del', { 'node-name': `p${index}` });
}
connection.end();
await once(connection, 'close');
