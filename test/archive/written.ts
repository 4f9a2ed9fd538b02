import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openRunRecords, type Manifest } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { writeManifestText } from '../../engine/backup/manifest/manifestText';

/** In ms. */
export const DAY = 86_400_000;
/** When the prunes are made. */
export const NOW = Date.parse('2026-11-25T12:00:00.000Z');

/** A policy: everything may go, and no record tells of anything. */
export const ALL = { now: NOW, mayGo: () => true, needs: [] };
/** Where no run is on record, and none runs. */
export const NONE = { records: openRunRecords('/nowhere/runs'), needs: async () => [] };

/** A run as it is to lie on disk. */
export interface Made {
  run: string;
  /** Its name; absent: it has none. */
  machine?: string;
  /** The image of its disk. */
  source?: string;
  age: number;
  parent?: Made;
  outcome: Manifest['outcome'];
  /** The target's name; by default one of its own. */
  target?: string;
}

/** The id of a run. */
export function idOf(time: number, number: number): string {
  const digits = new Date(time).toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-');
  return `${digits}-${String(number).padStart(4, '0')}`;
}

/** Writes a file as if it had been written at another time, in milliseconds since the epoch. */
async function writeAt(file: string, content: string | Buffer, time: number): Promise<void> {
  await writeFile(file, content);
  await utimes(file, time / 1000, time / 1000);
}

/** Writes a run as it would lie on disk, with a target that is no real image: prune never reads one. */
export async function write(folder: string, made: Made): Promise<void> {
  const { run, machine, source, age, parent, outcome, target = `vda.${run}.qcow2` } = made;
  const time = new Date(NOW - age).toISOString();
  const manifest: Manifest = {
    format: 'domainbackup-manifest',
    version: 2,
    run,
    name: run,
    machine: { ...(machine !== undefined && { name: machine }), qemu: '7.2.22' },
    definition: '<domainbackup/>',
    startedAt: time,
    endedAt: time,
    mode: parent ? 'incremental' : 'full',
    ...(parent && { parent: { run: parent.run, checkpoint: parent.run } }),
    outcome,
    disks: [
      {
        disk: 'vda',
        ...(source !== undefined && { source }),
        virtualSize: 1024,
        type: 'file',
        format: 'qcow2',
        target,
        ...(parent && { parent: { run: parent.run, disk: 'vda' } }),
        bytesCopied: 3,
        ...(outcome === 'completed' && { size: 3 }),
        outcome,
      },
    ],
  };
  if (outcome === 'completed') await writeAt(path.join(folder, target), 'abc', NOW - age);
  await writeFile(path.join(folder, manifestName(run)), writeManifestText(manifest));
}

/** A target of a run that is spread over folders. */
export interface Spread {
  disk: string;
  /** Where its target is, an absolute path. */
  file: string;
  content: string | Buffer;
  /** Of the disk in a qcow2 image; absent: the target is raw. */
  virtualSize?: number;
  digest?: 'recorded' | 'none';
}

/** Writes a completed run over several folders: its targets, and a copy of the manifest in each folder that has one. */
export async function writeSpread(run: string, age: number, targets: readonly Spread[]): Promise<void> {
  const time = new Date(NOW - age).toISOString();
  for (const { file, content } of targets) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeAt(file, content, NOW - age);
  }
  for (const folder of new Set(targets.map(({ file }) => path.dirname(file)))) {
    const manifest: Manifest = {
      format: 'domainbackup-manifest',
      version: 2,
      run,
      name: run,
      machine: { name: 'a', qemu: '7.2.22' },
      definition: '<domainbackup/>',
      startedAt: time,
      endedAt: time,
      mode: 'full',
      outcome: 'completed',
      disks: targets.map(({ disk, file, content, virtualSize, digest = 'recorded' }) => ({
        disk,
        virtualSize: virtualSize ?? content.length,
        type: 'file',
        format: virtualSize === undefined ? 'raw' : 'qcow2',
        target: path.relative(folder, file),
        bytesCopied: content.length,
        size: content.length,
        ...(digest === 'recorded' && { sha256: createHash('sha256').update(content).digest('hex') }),
        outcome: 'completed',
      })),
    };
    await writeFile(path.join(folder, manifestName(run)), writeManifestText(manifest));
  }
}
