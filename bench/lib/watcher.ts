// The client that `npm run bench:backup` measures: starts a slow backup on each machine, and follows all of them.
// Its arguments are the folder of the machines, their number, and how long to follow them in seconds.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  openRunRecords,
  parseQmpAddress,
  planBackup,
  QmpClient,
  readDefinition,
  startBackup,
} from '../../engine';

const [folder = '', machines = '0', seconds = '0'] = process.argv.slice(2);

/** Bytes a second for each disk, so few that the jobs outlast the measurement. */
const SPEED = 65_536;

async function startOn(index: number): Promise<void> {
  const client = await QmpClient.connect(parseQmpAddress(path.join(folder, `${index}.qmp`)));
  const target = path.join(folder, `${index}.target`);
  const xml = `<domainbackup><disks><disk name="vda" type="file"><target file="${target}"/></disk></disks></domainbackup>`;
  const plan = await planBackup(client, readDefinition(xml), {
    locality: 'local',
    options: { speed: SPEED },
  });
  await startBackup(client, plan, { records: openRunRecords(path.join(folder, 'runs')), document: xml });
}

async function main(): Promise<void> {
  for (let index = 0; index < Number(machines); index += 1) await startOn(index);
  const before = process.cpuUsage();
  const began = performance.now();
  await delay(Number(seconds) * 1000);
  const { user, system } = process.cpuUsage(before);
  const core = (user + system) / 1000 / (performance.now() - began);
  console.log(JSON.stringify({ core, memory: process.memoryUsage().rss }));
  // The backups are of no use to anybody; the machines are killed with them.
  process.exit(0);
}

void main();
