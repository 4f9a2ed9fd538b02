// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Daemon
 * @property {() => Promise<void>} stop ends it; may be called again
 */

/**
 * Starts a qemu-storage-daemon, which has no guest and none of the commands that are about one.
 * @param {string} socket where its QMP monitor is to listen
 * @param {{ image?: string, argv0?: string }} [options] `image`: the raw image of its only node, `vda`; it has none
 *   unless given. `argv0`: what it calls itself.
 * @returns {Promise<Daemon>} once its monitor listens
 * @throws when it ends first
 */
export async function startStorageDaemon(socket, { image, argv0 } = {}) {
  const node = [
    ['--blockdev', `driver=file,filename=${image},node-name=storage`],
    ['--blockdev', 'driver=raw,file=storage,node-name=vda'],
  ];
  const args = [
    ['--chardev', `socket,id=qmp,path=${socket},server=on,wait=off`, '--monitor', 'chardev=qmp'],
    ...(image === undefined ? [] : node),
  ];
  const daemon = spawn('qemu-storage-daemon', args.flat(), {
    stdio: 'ignore',
    ...(argv0 !== undefined && { argv0 }),
  });
  const ended = once(daemon, 'exit');
  while (!(await isThere(socket))) {
    if (daemon.exitCode !== null || daemon.signalCode !== null)
      throw new Error('The storage daemon did not start.');
    await sleep(5);
  }
  return {
    stop: async () => {
      daemon.kill('SIGKILL');
      await ended;
    },
  };
}

/** @param {string} file */
async function isThere(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
