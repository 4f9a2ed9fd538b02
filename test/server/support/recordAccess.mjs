// Loaded into a process before its program (`node --import`): writes a line to stderr for every file that is opened
// or asked about, every connection, name look-up, and process that is started. Behaviour stays the same.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

// Bound before anything is replaced, so that reporting is not reported.
const write = fs.writeSync.bind(fs, 2);

/**
 * @param {any} owner
 * @param {string} name
 * @param {string} label
 */
function record(owner, name, label) {
  const original = owner[name];
  /** @this {unknown} @param {unknown[]} args */
  owner[name] = function recorded(...args) {
    write(`access: ${label}.${name} ${JSON.stringify(args[0])}\n`);
    return Reflect.apply(original, this, args);
  };
}

const files = ['open', 'readFile', 'stat', 'lstat', 'readdir', 'opendir', 'access', 'realpath', 'readlink'];
for (const name of files) {
  record(fs, name, 'fs');
  record(fs, `${name}Sync`, 'fs');
  record(fs.promises, name, 'fs.promises');
}
for (const name of ['createReadStream', 'createWriteStream', 'existsSync', 'watch']) record(fs, name, 'fs');
record(childProcess.ChildProcess.prototype, 'spawn', 'child_process');
for (const name of ['spawnSync', 'execFileSync', 'execSync']) record(childProcess, name, 'child_process');
record(net.Socket.prototype, 'connect', 'net');
record(dgram.Socket.prototype, 'send', 'dgram');
record(dns, 'lookup', 'dns');
syncBuiltinESMExports();
