import path from 'node:path';

/** Names that say no more than that a socket is a monitor's. */
const general = /^(?:qmp|mon|monitor|socket|sock)[-_.]?\d*$/i;

/** What a machine is called after its socket: `/run/vm1-backup.qmp` and `/run/vm1-backup/qmp.sock` are `vm1-backup`. */
export function monitorName(socket: string): string {
  if (!path.isAbsolute(socket)) return socket;
  const base = path.basename(socket).replace(/(?<=.)\.[^.]+$/, '');
  const folder = path.basename(path.dirname(socket));
  return general.test(base) && folder !== '' ? folder : base;
}
