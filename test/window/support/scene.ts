import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { serveWorkbench, type Workbench } from '../../../scripts/lib/workbenchServer.mjs';
import { bootMachine, type Machine, type MachineOptions } from '../../../scripts/throwawayMachine.mjs';
import { endAll } from '../../support/endAll';
import { openWorkbench, type WorkbenchWindow } from '../../host/workbench';

/** What each story in the window has. */
export interface Scene {
  /** Private to it. */
  folder: string;
  /** A folder in there, for backups. */
  targets: string;
  machine: Machine;
  window: WorkbenchWindow;
}

/** What one story has and others have not. */
interface Props {
  machine: MachineOptions;
  trust?: NonNullable<Workbench['trust']>;
  /** The files of the workspace, by their paths in it. */
  files?: (scene: Scene) => Record<string, string>;
  /** The user's settings. */
  settings?: (scene: Scene) => Record<string, unknown>;
}

/** Sets a scene before all tests of a suite, with the package as it is shipped, and clears it after them. */
export function setScene({ machine, trust = 'off', files, settings }: Props): Scene {
  const scene = {} as Scene;
  /** What to end, the last one first. */
  const endings: (() => unknown)[] = [];
  before(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-window-'));
    endings.unshift(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    const [targets, workspace] = [path.join(folder, 'backup'), path.join(folder, 'workspace')];
    await mkdir(targets);
    await mkdir(workspace);
    Object.assign(scene, { folder, targets, machine: await bootMachine(machine) });
    endings.unshift(scene.machine.stop);
    for (const [name, text] of Object.entries(files?.(scene) ?? {})) {
      const file = path.join(workspace, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const server = await serveWorkbench(
      {
        hostFolder: process.env['DOMAINBACKUP_HOST'] ?? '',
        vsix: process.env['DOMAINBACKUP_VSIX'] ?? '',
        folder,
        workspace,
        settings: settings?.(scene) ?? {},
        trust,
      },
      new AbortController().signal,
    );
    endings.unshift(server.stop);
    scene.window = await openWorkbench(server.address, { width: 1200, height: 700 });
    endings.unshift(() => scene.window[Symbol.asyncDispose]());
    scene.window.page.setDefaultTimeout(20_000);
  });
  after(() => endAll(...endings));
  return scene;
}
