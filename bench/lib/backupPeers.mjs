import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inProject } from '../../scripts/lib/paths.mjs';

/**
 * @typedef {object} Measured
 * @property {number} whole ms from the start of the process to its end
 * @property {number | undefined} running ms from the start of the process until the jobs run
 * @property {number} space bytes that the targets take
 */

/** @typedef {import('../../scripts/throwawayMachine.mjs').Machine} Machine */
/** @typedef {'raw' | 'qcow2'} Format */

/** Backs up a machine's disks into a folder, in all the ways that are compared. */
export class BackupPeers {
  /**
   * @param {Machine} machine
   * @param {string} folder for targets; emptied after each
   * @param {number} size of each disk in bytes
   */
  constructor(machine, folder, size) {
    this.machine = machine;
    this.folder = folder;
    this.size = size;
  }

  /**
   * Our command line.
   * @param {Format} format
   * @param {string[]} options
   * @returns {Promise<Measured>}
   */
  async ours(format, ...options) {
    const disks = this.machine.disks.map(
      ({ name }) =>
        `<disk name="${name}" type="file"><target file="${this.#target(name)}"/><driver type="${format}"/></disk>`,
    );
    const document = path.join(this.machine.folder, 'bench.domainbackup.xml');
    await writeFile(document, `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`);
    const args = ['start', document, '--qmp', this.machine.qmp[0] ?? '', '--json', ...options];
    return this.#measure(process.execPath, [inProject('dist/cli.js'), ...args], '"event":"started"');
  }

  /**
   * A minimal script.
   * @param {Format} format
   * @param {{image?: object, perf?: object}} [settings]
   * @returns {Promise<Measured>}
   */
  async rawQmp(format, settings = {}) {
    const disks = this.machine.disks.map(({ name, node }) => ({
      node,
      size: this.size,
      file: this.#target(name),
    }));
    const request = { socket: this.machine.qmp[0], format, disks, ...settings };
    const script = inProject('bench/lib/rawBackup.mjs');
    return this.#measure(process.execPath, [script, JSON.stringify(request)], '"running"');
  }

  /** `qemu-img convert` of each disk, one after the other. @param {Format} format @returns {Promise<Measured>} */
  async convert(format) {
    // -U: QEMU has the images open; their guest is stopped.
    return this.#eachDisk(
      ({ path: image, format: from, name }) =>
        `qemu-img convert -U -f ${from} -O ${format} '${image}' '${this.#target(name)}'`,
    );
  }

  /** `cp` of each image, one after the other. @returns {Promise<Measured>} */
  async copy() {
    return this.#eachDisk(({ path: image, name }) => `cp --reflink=never '${image}' '${this.#target(name)}'`);
  }

  /** @param {(disk: Machine['disks'][number]) => string} command */
  async #eachDisk(command) {
    return this.#measure('sh', ['-ec', this.machine.disks.map(command).join('\n')]);
  }

  /** @param {string} disk */
  #target(disk) {
    return path.join(this.folder, `${disk}.target`);
  }

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {string} [sign] the line with it tells that the jobs run
   * @returns {Promise<Measured>}
   */
  async #measure(command, args, sign) {
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(this.folder);
    const began = performance.now();
    // The records of these backups are nobody's history, and a long one would be a part of what is measured.
    const env = { ...process.env, XDG_STATE_HOME: path.join(this.machine.folder, 'state') };
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    /** @type {number | undefined} */
    let running;
    for await (const line of createInterface(child.stdout)) {
      if (sign !== undefined && line.includes(sign)) running ??= performance.now() - began;
    }
    if (child.exitCode === null) await once(child, 'exit');
    const whole = performance.now() - began;
    if (child.exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${child.exitCode}.`);
    return { whole, running, space: await this.#space() };
  }

  async #space() {
    const files = await readdir(this.folder);
    const sizes = await Promise.all(files.map((file) => stat(path.join(this.folder, file))));
    return sizes.reduce((sum, { blocks }) => sum + blocks * 512, 0);
  }
}
