import { parseQmpAddress, type Locality } from '../../engine';

/** Whether the file names of a machine mean files of this host: they do where its monitor is a unix socket. */
export function localityOf(socket: string): Locality {
  return parseQmpAddress(socket).kind === 'unix' ? 'local' : 'remote';
}
