// @ts-check
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Flags of a socket that listens (`SO_ACCEPTCON`), in `/proc/net/unix`. */
const LISTENS = '00010000';

/**
 * Resolves once a program takes connections at a unix socket. Its file is there before that: until the program listens,
 * whoever connects is refused. Nobody connects to find out, since QEMU's programs take one client at a time.
 * @param {string} socket an absolute path
 * @param {import('node:child_process').ChildProcess} program
 * @throws when it ends first
 */
export async function untilListening(socket, program) {
  while (!(await isListening(socket))) {
    if (program.exitCode !== null || program.signalCode !== null)
      throw new Error(`${program.spawnargs.join(' ')} ended before it listened at ${socket}.`);
    await sleep(5);
  }
}

/** @param {string} socket */
async function isListening(socket) {
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n');
  // Num RefCount Protocol Flags Type St Inode Path
  return sockets.some((line) => line.endsWith(` ${socket}`) && line.split(/ +/)[3] === LISTENS);
}
