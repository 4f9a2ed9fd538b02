import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { parseQmpAddress, QmpClient, QmpConnectError } from '../../../engine';
import { bootMachine, type Machine } from '../../../scripts/throwawayMachine.mjs';
import { run } from '../../backup/support';
import { deviceIo } from '../../machine/deviceIo';

/** One disk of a {@link Restartable}: an image of its own, which outlives QEMU. */
export interface TestDisk {
  name: string;
  image: string;
  /** Virtual size in bytes. */
  size: number;
  format: 'qcow2' | 'raw';
}

/** Makes a blank image. @param options of the format, such as `compat=0.10` */
export async function blankDisk(
  folder: string,
  name: string,
  size: number,
  format: TestDisk['format'] = 'qcow2',
  ...options: string[]
): Promise<TestDisk> {
  const image = path.join(folder, `${name}.source`);
  const extra = options.flatMap((option) => ['-o', option]);
  await run('qemu-img', ['create', '-q', '-f', format, ...extra, image, String(size)]);
  return { name, image, size, format };
}

/** A machine that can be ended and started again with the same disks. */
export class Restartable {
  private machine: Machine | undefined;
  private connected: QmpClient | undefined;

  constructor(
    t: TestContext,
    readonly disks: TestDisk[],
    /** No two machines at one time have the same. Changed, it counts from the next start on. */
    public uuid: string | undefined = randomUUID(),
  ) {
    t.after(async () => {
      await this.connected?.close();
      await this.machine?.stop();
    });
  }

  get client(): QmpClient {
    assert.ok(this.connected, 'the machine runs');
    return this.connected;
  }

  get socket(): string {
    return this.machine?.qmp[0] ?? '';
  }

  async start(): Promise<void> {
    this.machine = await bootMachine({
      name: 'guest1',
      disks: this.disks.map(({ name, format, image }) => ({ name, format, image })),
      extraArgs: this.uuid === undefined ? [] : ['-uuid', this.uuid],
    });
    await this.connect();
  }

  async connect(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.connected = await QmpClient.connect(parseQmpAddress(this.socket));
        return;
      } catch (error) {
        // QEMU may drop a client that comes at the very moment at which it lets go of the one before.
        if (!(error instanceof QmpConnectError) || error.reason !== 'closed' || attempt === 10) throw error;
      }
    }
  }

  /** Ends QEMU as a guest's shutdown does. */
  async quit(): Promise<void> {
    // Its answer and the end of the connection race each other.
    await this.client.execute('quit', {}).catch(() => {});
    await this.ended();
  }

  /** Ends QEMU as a crash does. */
  async kill(): Promise<void> {
    this.machine?.kill('SIGKILL');
    await this.ended();
  }

  private async ended(): Promise<void> {
    await this.machine?.ended;
    await this.connected?.close();
    await this.machine?.stop();
  }

  /** The node of a disk's image. */
  node(name: string): string {
    return this.machine?.disks.find((disk) => disk.name === name)?.node ?? '';
  }

  /** Lets the guest do something to a disk, in the words of `qemu-io`: `write -P 7 0 64k`. */
  async io(name: string, command: string): Promise<void> {
    assert.equal(await this.tryIo(name, command), '', command);
  }

  /** Lets the guest try something. @returns what QEMU says when it fails, such as `write failed: Input/output error` */
  async tryIo(name: string, command: string): Promise<string> {
    assert.ok(this.machine, 'the machine runs');
    return deviceIo(this.client, this.machine, name, command);
  }

  /** Does what the engine never does, and so has no type for. */
  async act(type: 'blockdev-snapshot' | 'block-dirty-bitmap-disable', data: object): Promise<void> {
    await this.client.execute('transaction', { actions: [{ type, data } as never] });
  }
}
