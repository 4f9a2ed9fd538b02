import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { twoDisks } from './support/documents';
import { earlierWindow } from './support/earlier';
import { setConnections, waitForRow } from './support/extension';
import { has, setScene } from './support/pastBackups';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('A backup that an earlier window has left', () => {
  const scene = setScene();

  it('goes on in this window as if it had been started here, and is settled at its end', async () => {
    const { folder, machine, person } = scene;
    const file = path.join(folder, 'two.domainbackup.xml');
    await writeFile(file, twoDisks(folder));
    const socket = machine.qmp[0] ?? '';
    const earlier = await earlierWindow(folder, 'start', file, '--qmp', socket, '--speed', '2M');
    await waitFor('the partial files', async () =>
      (await readdir(folder)).some((name) => name.endsWith('.partial')) ? true : undefined,
    );
    await setConnections({ name: 'vm', socket });
    await executeCommand('domainbackup.refresh');
    earlier.kill('SIGKILL');
    await once(earlier, 'close');
    const run = await waitFor('the run', async () => {
      await executeCommand('domainbackup.refresh');
      return waitForRow('run', 'followed', has('limitable', 'logged', 'documented'));
    });
    await waitForRow('disk', 'limited', ({ description }) => description.includes('limited to 2 MiB/s'));
    person.enters('0');
    await executeCommand('domainbackup.limitSpeed', run.node);
    await person.sees(/is complete/);
    await waitForRow('run', 'completed', has('completed'));
    const names = await readdir(folder);
    assert.ok(names.includes('vda.backup') && names.includes('vdb.backup'), names.join());
  });
});
