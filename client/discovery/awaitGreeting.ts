import { connect } from 'node:net';

/** How QMP's greeting begins, however it is laid out. */
const greeting = /^\s*\{\s*"QMP"\s*:/;
/** The part of a greeting that suffices to know it, in bytes. */
const enough = 64;

/**
 * Connects to a socket, and tells by what comes from it whether a QMP monitor is there. Nothing at all is sent.
 * @param patience in ms; a QEMU that is free greets within milliseconds
 */
export function awaitGreeting(socket: string, patience: number): Promise<'qmp' | 'silent' | 'other'> {
  return new Promise((resolve) => {
    const connection = connect({ path: socket });
    let received = '';
    const end = (verdict: 'qmp' | 'silent' | 'other'): void => {
      clearTimeout(timer);
      connection.destroy();
      resolve(verdict);
    };
    const timer = setTimeout(() => end('silent'), patience);
    connection.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (greeting.test(received)) end('qmp');
      else if (received.length >= enough) end('other');
    });
    connection.on('error', () => end('other'));
    connection.on('close', () => end('other'));
  });
}
