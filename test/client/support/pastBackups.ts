import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Machine } from '../../../scripts/throwawayMachine.mjs';
import { endScene } from './endScene';
import { makeFolder } from './documents';
import { inEarlierWindow } from './earlier';
import { Person, type Row } from './extension';
import { bootTwoDisks } from './machine';

/** Whether a row has all of these abilities. */
export const has =
  (...abilities: string[]) =>
  (row: Row): boolean =>
    abilities.every((ability) => row.abilities.split(' ').includes(ability));

/** A document of one disk, in full or of what was written since a checkpoint. */
export function oneDisk(target: string, since?: string): string {
  const incremental = since === undefined ? '' : `<incremental>${since}</incremental>`;
  return `<domainbackup>${incremental}<disks><disk name='vda' type='file'><target file='${target}'/></disk><disk name='vdb' backup='no'/></disks></domainbackup>`;
}

/** What each test of past backups has: a machine, a folder for its backups, and a person who confirms. */
export interface Scene {
  folder: string;
  machine: Machine;
  person: Person;
  /** Writes a document, and backs up as it says, in an earlier window. */
  backUp: (name: string, text: string, ...options: string[]) => Promise<void>;
}

/** Sets a scene before each test of a suite, and clears it after. */
export function setScene(): Scene {
  const scene = {} as Scene;
  beforeEach(async () => {
    const folder = await makeFolder();
    // A name of its own: History is sorted by it.
    const machine = await bootTwoDisks('fast', path.basename(folder));
    const backUp: Scene['backUp'] = async (name, text, ...options) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      await inEarlierWindow(folder, 'start', file, '--qmp', machine.qmp[1] ?? '', ...options);
    };
    Object.assign(scene, { folder, machine, person: new Person('confirms'), backUp });
  });
  afterEach(() => endScene(scene));
  return scene;
}
