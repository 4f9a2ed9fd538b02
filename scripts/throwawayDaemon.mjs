// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { untilListening } from './lib/untilListening.mjs';

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
  await untilListening(socket, daemon);
  return {
    stop: async () => {
      daemon.kill('SIGKILL');
      await ended;
    },
  };
}
