import type { Connection } from '../../connections/connectionSetting';
import type { StoreNode } from '../../store/nodes';

/**
 * The id of a tree row, by which VS Code knows it again. The socket is part of it: a machine whose socket was changed
 * during a backup is listed twice, once with each. JSON keeps apart what is written into it, whatever the texts are.
 */
export function rowId(kind: StoreNode['kind'], { name, socket }: Connection, ...within: string[]): string {
  return JSON.stringify([kind, name, socket, ...within]);
}

/** The id of a row of History: a run is known by its own id, on whichever machine's row it is shown. */
export function historyId(kind: StoreNode['kind'], ...within: string[]): string {
  return JSON.stringify([kind, ...within]);
}
