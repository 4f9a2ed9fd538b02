import { isIPv6 } from 'node:net';
import { QmpAddressError } from './errors';

/** Where a monitor listens: a unix socket of this machine, or a TCP port. */
export type QmpAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

// sockaddr_un holds 108 bytes with the closing NUL. Node cuts a longer path silently, and might so
// reach another machine's monitor.
const longestPath = 107;

const hostAndPort = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^\s:[\]]+)):(?<port>\d{1,5})$/;

/**
 * Reads `/path/to/socket`, `socket`, `host:port` or `[IPv6]:port`.
 * @throws QmpAddressError for anything else, with how to write it
 */
export function parseQmpAddress(text: string): QmpAddress {
  const address = text.trim();
  if (/^(unix|tcp):/.test(address)) {
    throw new QmpAddressError(
      `"${address}" is written as on QEMU's command line; give the path or host:port alone.`,
    );
  }
  // A path need not have a slash, a port always has a colon.
  if (address.includes('/') || (address !== '' && !address.includes(':'))) {
    if (address.includes('\0')) {
      throw new QmpAddressError('The path of a monitor socket cannot hold a NUL character.');
    }
    if (Buffer.byteLength(address) > longestPath) {
      throw new QmpAddressError(
        `The path "${address}" is longer than the ${longestPath} bytes that a unix socket can have; ` +
          'use a shorter path or a symbolic link.',
      );
    }
    return { kind: 'unix', path: address };
  }
  const parts = hostAndPort.exec(address)?.groups;
  const port = Number(parts?.['port']);
  const host = parts?.['v6'] ?? parts?.['host'];
  const isHost = host !== undefined && (parts?.['v6'] === undefined || isIPv6(host));
  if (isHost && port >= 1 && port <= 65535) {
    return { kind: 'tcp', host, port };
  }
  throw new QmpAddressError(
    `"${address}" is not the address of a QMP monitor; give the path of a unix socket ` +
      '(/run/vm.qmp), host:port or [IPv6]:port.',
  );
}

/** The text that {@link parseQmpAddress} reads back to the same address. */
export function formatQmpAddress(address: QmpAddress): string {
  if (address.kind === 'unix') {
    return address.path;
  }
  return isIPv6(address.host) ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
