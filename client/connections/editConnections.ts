import * as vscode from 'vscode';
import type { Connection } from './connectionSetting';

const section = 'domainbackup.connections';

/**
 * The value as the user, and nobody else, has configured it: opening a folder must never decide what is connected to.
 */
export function configuredConnections(): unknown {
  return vscode.workspace.getConfiguration().inspect(section)?.globalValue;
}

/** The entries of the setting, as they stand there; none where it is no list. */
function entries(): unknown[] {
  const value = configuredConnections();
  return Array.isArray(value) ? value : [];
}

/** Writes a connection at the end of the user's list; what else stands there stays as it is. */
export async function addConnection(connection: Connection): Promise<void> {
  await write([...entries(), connection]);
}

/** Takes every entry with this name and socket out of the user's list. */
export async function removeConnection({ name, socket }: Connection): Promise<void> {
  const isMeant = (entry: unknown): boolean => {
    const { name: its, socket: address } = { ...(entry as Partial<Record<keyof Connection, unknown>>) };
    return String(its).trim() === name && String(address).trim() === socket;
  };
  await write(entries().filter((entry) => !isMeant(entry)));
}

async function write(value: unknown[]): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration().update(section, value.length === 0 ? undefined : value, Global);
}

/** A name that no connection has yet: the one wanted, or the same with a number. */
export function freeName(wanted: string, connections: readonly Connection[]): string {
  const taken = new Set(connections.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`;
  return name;
}
