import { QmpCommandError, type CreateOptions, type QmpClient } from '../qmp';
import { RunError } from './errors';
import type { PlannedDisk } from './backupPlan';
import { nodeName, type RunId } from './runId';

/** A target that exists as a node in QEMU, ready to be written to. */
export interface PreparedTarget {
  /** The node that the backup job writes to. */
  node: string;
  /** `created`: QEMU made the file for this run, so it is ours to remove; `existing`: a block device. */
  origin: 'created' | 'existing';
}

/** Makes one target at a time; knows what it has made so far, also when it fails half-way. */
export class TargetMaker {
  /** Nodes in the order of their making; they must go in the opposite order. */
  readonly nodes: string[] = [];
  /** Files that this run made QEMU create. */
  readonly files: string[] = [];

  constructor(
    private readonly client: QmpClient,
    private readonly run: RunId,
  ) {}

  /**
   * Creates a disk's target through QMP and adds its nodes ("Creating a target", QEMU's blockdev-create).
   * @throws {RunError} with QEMU's words; what was made stays in `nodes` and `files`
   */
  async make(disk: PlannedDisk, signal?: AbortSignal): Promise<PreparedTarget> {
    const { target, index, size } = disk;
    const protocol = nodeName(this.run, index, 'protocol');
    const format = nodeName(this.run, index, 'format');
    try {
      if (target.type === 'file') {
        await this.refuseExisting(disk, signal);
        await this.createFile(disk, signal);
      }
      signal?.throwIfAborted();
      await this.addNode(protocol, {
        driver: target.type === 'file' ? 'file' : 'host_device',
        filename: target.writtenTo,
      });
      if (target.type === 'block') await this.checkDevice(disk, protocol, signal);
      if (target.format === 'qcow2') {
        await this.create(index, { driver: 'qcow2', file: protocol, size }, signal);
        // `backing: null`: whatever the image says, no other image is opened below a target.
        await this.addNode(format, { driver: 'qcow2', file: protocol, backing: null });
      } else {
        // The job demands equal sizes; the raw driver can show the first bytes of a larger device alone.
        await this.addNode(format, { driver: 'raw', file: protocol, size });
      }
    } catch (error) {
      if (!(error instanceof QmpCommandError)) throw error;
      const message = `Disk "${disk.disk}": QEMU cannot prepare the target "${target.path}": ${error.desc}.`;
      throw new RunError(message, { cause: error });
    }
    return { node: format, origin: target.type === 'file' ? 'created' : 'existing' };
  }

  /**
   * Asks QEMU itself whether a file exists: `blockdev-create` silently truncates it (QEMU's file driver opens with
   * O_TRUNC), and over a remote socket nobody else can tell.
   */
  private async refuseExisting({ disk, index, target }: PlannedDisk, signal?: AbortSignal): Promise<void> {
    const probe = nodeName(this.run, index, 'probe');
    for (const filename of new Set([target.path, target.writtenTo])) {
      try {
        const node = { driver: 'file', 'node-name': probe, filename, 'read-only': true, locking: 'off' };
        await this.client.execute('blockdev-add', node, { signal });
      } catch (error) {
        if (error instanceof QmpCommandError && error.desc.includes('No such file or directory')) continue;
        throw error;
      }
      await this.client.execute('blockdev-del', { 'node-name': probe });
      throw new RunError(
        `Disk "${disk}": "${filename}" exists already, and nothing existing is overwritten; choose another target or move it away.`,
      );
    }
  }

  private async createFile({ index, size, target }: PlannedDisk, signal?: AbortSignal): Promise<void> {
    // Recorded first: a creation that fails for lack of space leaves the file behind.
    this.files.push(target.writtenTo);
    // A qcow2 image grows as it is written to; a raw one has its full length from the start, with holes.
    const length = target.format === 'raw' ? size : 0;
    await this.create(index, { driver: 'file', filename: target.writtenTo, size: length }, signal);
  }

  private async checkDevice(
    { disk, size, target }: PlannedDisk,
    node: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const nodes = await this.client.execute('query-named-block-nodes', { flat: true }, { signal });
    const device = nodes.find((candidate) => candidate['node-name'] === node);
    const available = device?.image['virtual-size'] ?? 0;
    if (available < size) {
      throw new RunError(
        `Disk "${disk}": the device "${target.path}" has ${available} bytes, and the disk needs ${size}; choose a larger device.`,
      );
    }
  }

  private async addNode(
    node: string,
    options: { driver: string; [option: string]: string | number | null },
  ): Promise<void> {
    await this.client.execute('blockdev-add', { ...options, 'node-name': node });
    this.nodes.push(node);
  }

  /** Runs a creation job to its end. Its outcome is in the job alone: the command answers `{}` either way. */
  private async create(index: number, options: CreateOptions, signal?: AbortSignal): Promise<void> {
    const id = `domainbackup-create.${this.run}.${index}`;
    using events = this.client.listen((event) => event.name === 'JOB_STATUS_CHANGE' && event.data.id === id);
    await this.client.execute('blockdev-create', { 'job-id': id, options });
    for (;;) {
      const job = (await this.client.execute('query-jobs', {})).find((candidate) => candidate.id === id);
      if (job === undefined) return;
      if (job.status === 'concluded') {
        await this.client.execute('job-dismiss', { id });
        if (job.error !== undefined) throw new QmpCommandError('blockdev-create', 'GenericError', job.error);
        signal?.throwIfAborted();
        return;
      }
      await events.next();
    }
  }
}

/** Removes nodes in the opposite order of their making; one that does not exist is passed over. */
export async function removeNodes(client: QmpClient, nodes: readonly string[]): Promise<void> {
  for (const node of nodes.toReversed()) {
    try {
      await client.execute('blockdev-del', { 'node-name': node });
    } catch (error) {
      if (!(error instanceof QmpCommandError && error.desc.includes('Failed to find node'))) throw error;
    }
  }
}
