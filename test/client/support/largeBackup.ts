import path from 'node:path';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../../scripts/throwawayMachine.mjs';
import { openFile } from './documents';
import { connectionRows, setConnections, waitForRow, type Person } from './extension';
import { waitFor } from './waitFor';

const names = Array.from({ length: 200 }, (_, index) => `sd${index}`);

/** A machine of two hundred disks, on a bus that has room for them; nothing is stored of them. */
export function bootLargeMachine(): Promise<Machine> {
  const disks = names.flatMap((name, index) => [
    '-blockdev',
    `null-co,node-name=${name},size=67108864,read-zeroes=on`,
    '-device',
    `scsi-hd,drive=${name},bus=many.0,scsi-id=${index},id=scsi-${name}`,
  ]);
  return bootMachine({ disks: [], extraArgs: ['-device', 'virtio-scsi-pci,id=many', ...disks] });
}

/** Sets the speed limit that backups start with. */
export async function limitSpeed(speed: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('domainbackup.backup');
  await settings.update('speed', speed, vscode.ConfigurationTarget.Global);
}

/**
 * Shows the view with that machine and 49 others that are not there, and starts a backup of all its disks, which takes
 * a minute.
 * @param folder gets the targets
 * @param person confirms
 */
export async function startLargeBackup(machine: Machine, folder: string, person: Person): Promise<void> {
  await limitSpeed('1M');
  await vscode.commands.executeCommand('domainbackup.backups.focus');
  const dead = Array.from({ length: 49 }, (_, index) => ({
    name: `dead ${index}`,
    socket: path.join(folder, `${index}.qmp`),
  }));
  await setConnections({ name: 'many', socket: machine.qmp[0] ?? '' }, ...dead);
  const disks = names.map(
    (name) =>
      `<disk name='${name}' type='file'><target file='${folder}/${name}'/><driver type='raw'/></disk>`,
  );
  const text = `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`;
  await openFile(folder, 'many.domainbackup.xml', text);
  await waitFor('the states of all', async () =>
    (await connectionRows()).some(({ abilities }) => abilities.includes('unseen')) ? undefined : true,
  );
  person.picks('many');
  void vscode.commands.executeCommand('domainbackup.start');
  await waitForRow('run', 'running', ({ children }) => children.length === 200);
}
