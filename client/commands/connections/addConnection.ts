import * as vscode from 'vscode';
import { realSocket } from '../../../engine';
import { addConnection, configuredConnections, freeName } from '../../connections/editConnections';
import { readConnections, type Connection } from '../../connections/connectionSetting';
import { findSocketProblem, tidySocket } from '../../connections/enteredSocket';
import { exposureOf } from '../../connections/exposure';
import { findMonitors, type Monitor } from '../../discovery/findMonitors';
import { monitorName } from '../../discovery/monitorName';
import { choose, enter, type Choice } from '../../reporting/messages';
import { exposureText } from '../../views/words/connectionText';
import { inputProblem } from './socketProblemText';

type Picked = Monitor | 'enter' | 'help';

/** Add Connection: offers the monitors that were found on this host, and takes any other that is entered. */
export async function addConnectionCommand(): Promise<void> {
  const { connections, problems } = readConnections(configuredConnections());
  // Nothing is written over a value that was meant otherwise.
  if (problems.some(({ code }) => code === 'no-list')) {
    return void vscode.commands.executeCommand('domainbackup.openSettings');
  }
  const title = vscode.l10n.t('Add Connection');
  const place = vscode.l10n.t('QEMU monitors on this host');
  const picked = await choose<Picked>(title, place, offers(connections));
  if (picked === undefined) return;
  if (picked === 'help') {
    return void vscode.commands.executeCommand('domainbackup.walkthrough', 'connect');
  }
  const connection =
    picked === 'enter' ? await enterConnection(title, connections) : nameMonitor(picked, connections);
  if (connection === undefined) return;
  await addConnection(connection);
  await vscode.commands.executeCommand('domainbackup.backups.focus');
}

function nameMonitor({ name, socket }: Monitor, connections: readonly Connection[]): Connection {
  return { name: freeName(name, connections), socket };
}

async function offers(connections: readonly Connection[]): Promise<Choice<Picked>[]> {
  const { monitors, withoutMonitor, denied } = await findMonitors();
  const configured = new Set(await Promise.all(connections.map(({ socket }) => realSocket(socket))));
  const found = await Promise.all(
    monitors.map(async (monitor) =>
      (await isIn(configured, monitor)) ? [] : [await monitorChoice(monitor)],
    ),
  );
  const others: Choice<Picked>[] = withoutMonitor.map((name) => ({
    label: name,
    description: vscode.l10n.t('has no monitor that you may connect to'),
    icon: 'vm-outline',
    value: 'help',
  }));
  const hidden =
    denied === 0
      ? ''
      : denied === 1
        ? vscode.l10n.t('1 more was found that you may not open')
        : vscode.l10n.t('{0} more were found that you may not open', denied);
  const entry: Choice<Picked> = {
    label: vscode.l10n.t('Enter a Socket or Port…'),
    description: hidden,
    icon: 'edit',
    group: '',
    value: 'enter',
  };
  const none = vscode.l10n.t('How to Give a Machine a Monitor…');
  const help: Choice<Picked> = { label: none, description: '', icon: 'question', value: 'help' };
  return [...found.flat(), ...others, entry, help];
}

/** Whether a connection leads to a monitor already, perhaps through a symbolic link. */
async function isIn(configured: ReadonlySet<string>, { socket }: Monitor): Promise<boolean> {
  return configured.has(await realSocket(socket));
}

async function monitorChoice(monitor: Monitor): Promise<Choice<Picked>> {
  const { name, socket, use } = monitor;
  const exposure = await exposureOf(socket);
  const remarks = [
    ...(use === 'in-use' ? [vscode.l10n.t('in use by another program')] : []),
    ...(exposure === undefined ? [] : [exposureText(exposure)]),
  ];
  return {
    label: name,
    description: socket,
    icon: use === 'in-use' ? 'lock' : exposure === undefined ? 'vm' : 'warning',
    value: monitor,
    ...(remarks.length > 0 && { detail: remarks.join(' · ') }),
  };
}

async function enterConnection(
  title: string,
  connections: readonly Connection[],
): Promise<Connection | undefined> {
  const entered = await enter({
    title,
    prompt: vscode.l10n.t('The QMP monitor of a running QEMU: the path of its socket, or host:port'),
    placeHolder: '/run/vm1-backup.qmp',
    validate: async (text) => inputProblem(await findSocketProblem(text, connections)),
  });
  if (entered === undefined) return undefined;
  const socket = tidySocket(entered);
  const name = await enter({
    title,
    prompt: vscode.l10n.t('What the machine is called in the Domain Backup view'),
    value: freeName(monitorName(socket), connections),
    validate: (text) => nameProblem(text, connections),
  });
  return name === undefined ? undefined : { name: name.trim(), socket };
}

function nameProblem(text: string, connections: readonly Connection[]) {
  const name = text.trim();
  const message =
    name === ''
      ? vscode.l10n.t('Enter a name.')
      : connections.some((connection) => connection.name === name)
        ? vscode.l10n.t('There is a connection of this name already.')
        : undefined;
  return message === undefined ? undefined : { severity: 'error' as const, message };
}
