import path from 'node:path';
import { QmpCommandError, type CreateOptions, type QmpClient } from '../../qmp';
import type { PlannedDisk } from '../plan/backupPlan';
import { PlanError, RunError } from '../errors';
import { tooSmall } from '../plan/checks/targetDevice';
import { existsAlready } from '../plan/checks/targetFile';
import { eachOf } from '../images/eachOf';
import { incrementMark } from '../names/incrementMark';
import { createJobId, nodeName, type RunId } from '../names/runId';
import { unfinishedMark } from '../names/unfinishedMark';
import { queryNodes } from '../machine/queryNodes';
import { imageOn, mark } from './mark';
import { unlessGone } from './unlessGone';

/** So many images are made at once: QEMU mostly waits for the disk meanwhile. */
const IMAGES_AT_ONCE = 16;

/**
 * Makes the targets of a run in QEMU, and knows what it has made, also when it fails half-way.
 *
 * An abort is obeyed between two commands, never during one: what a command goes on to do in QEMU would be known to
 * nobody.
 */
export class TargetMaker {
  /** The nodes that hold files and devices open. */
  readonly protocols: string[] = [];
  /** The nodes that the jobs write to. */
  readonly formats: string[] = [];
  /** Files that this run made QEMU create, by the names under which they are written. */
  readonly files: string[] = [];
  /** What QEMU says of a file that does not exist, by the folder. */
  private readonly absences = new Map<string, string | undefined>();

  constructor(
    private readonly client: QmpClient,
    private readonly run: RunId,
  ) {}

  /**
   * Makes all targets. Devices are opened first, and nothing is written before each is known to be large enough.
   * @throws {PlanError} where a target turns out to be no good before anything was written
   * @throws {RunError} with QEMU's words
   */
  async makeAll(disks: readonly PlannedDisk[], signal?: AbortSignal): Promise<void> {
    for (const disk of disks.filter(({ target }) => target.type === 'block')) {
      signal?.throwIfAborted();
      await this.saying(disk, () => this.openDevice(disk));
    }
    // One after the other: QEMU holds each file before it is asked whether the next one is there.
    for (const disk of disks.filter(({ target }) => target.type === 'file'))
      await this.saying(disk, () => this.makeFile(disk, signal));
    await eachOf(disks, IMAGES_AT_ONCE, (disk) => this.saying(disk, () => this.makeImage(disk, signal)));
  }

  /** Puts QEMU's refusals into words. */
  private async saying({ disk, target }: PlannedDisk, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof QmpCommandError)) throw error;
      const message = `Disk "${disk}": QEMU cannot prepare the target "${target.path}": ${error.desc}.`;
      throw new RunError(message, { cause: error });
    }
  }

  /** Makes a file, and has QEMU hold it. */
  private async makeFile(disk: PlannedDisk, signal?: AbortSignal): Promise<void> {
    const { target, index, size } = disk;
    const filename = target.writtenTo;
    signal?.throwIfAborted();
    await this.refuseExisting(disk, signal);
    // A qcow2 image grows as it is written to; a raw one has its full length from the start, with holes.
    const length = target.format === 'raw' ? size : 0;
    await this.create(index, { driver: 'file', filename, size: length });
    this.files.push(filename);
    await this.addNode(this.protocols, nodeName(this.run, index, 'protocol'), { driver: 'file', filename });
  }

  /** Makes the image in a file or on a device. */
  private async makeImage(disk: PlannedDisk, signal?: AbortSignal): Promise<void> {
    const { target, index, size } = disk;
    const protocol = nodeName(this.run, index, 'protocol');
    const format = nodeName(this.run, index, 'format');
    signal?.throwIfAborted();
    if (target.format === 'qcow2') {
      await this.create(index, { driver: 'qcow2', file: protocol, size });
      const image = imageOn(protocol);
      await this.addNode(this.formats, format, image);
      const marks = this.marksOf(disk);
      if (marks.length === 0) return;
      for (const name of marks) await mark(this.client, format, name);
      // QEMU writes a bitmap as it closes the image. So whoever looks at the file sees from now on what it builds on, or
      // that it is not whole, although nothing else on disk may tell him.
      await this.client.execute('blockdev-del', { 'node-name': format });
      await this.client.execute('blockdev-add', { ...image, 'node-name': format });
    } else {
      // The job demands equal sizes; the raw driver can show the first bytes of a larger device alone.
      await this.addNode(this.formats, format, { driver: 'raw', file: protocol, size });
    }
  }

  /** The marks that keep an image from being taken for a whole backup where its manifest is not at hand. */
  private marksOf({ copy, target }: PlannedDisk): string[] {
    const isNamed = target.type === 'file' && target.writtenTo === target.path;
    return [
      ...(copy.kind === 'full' ? [] : [incrementMark({ run: this.run, parent: copy.run })]),
      ...(isNamed ? [unfinishedMark(this.run)] : []),
    ];
  }

  /**
   * Asks QEMU itself whether a target exists: `blockdev-create` silently truncates it (QEMU's file driver opens with
   * O_TRUNC), and over a remote socket nobody else can tell. That it does not exist is known by QEMU's answer being
   * that of a name which certainly does not; the words themselves depend on the language of QEMU's host.
   */
  private async refuseExisting({ disk, index, target }: PlannedDisk, signal?: AbortSignal): Promise<void> {
    const folder = path.posix.dirname(target.path);
    const absent = this.absences.has(folder)
      ? this.absences.get(folder)
      : await this.probeAbsence(index, folder);
    this.absences.set(folder, absent);
    for (const file of new Set([target.path, target.writtenTo])) {
      signal?.throwIfAborted();
      const refusal = await this.probe(index, file);
      if (refusal === undefined) {
        const message = `Disk "${disk}": ${existsAlready(file)}`;
        throw new PlanError([{ disk, severity: 'error', code: 'target-exists', message }]);
      }
      if (refusal.replaceAll(file, '') !== absent)
        throw new RunError(`Disk "${disk}": QEMU cannot look at "${file}": ${refusal}.`);
    }
  }

  /** What QEMU says of a file that certainly does not exist, but for its name. */
  private async probeAbsence(index: number, folder: string): Promise<string | undefined> {
    // Its name is short: one made of the target's could be too long for the file system.
    const nowhere = path.posix.join(folder, `${this.run}.absent`);
    return (await this.probe(index, nowhere))?.replaceAll(nowhere, '');
  }

  /** What QEMU says when it cannot open a file for reading; `undefined` where it can. */
  private async probe(index: number, filename: string): Promise<string | undefined> {
    const probe = nodeName(this.run, index, 'probe');
    try {
      const node = { driver: 'file', 'node-name': probe, filename, 'read-only': true, locking: 'off' };
      await this.client.execute('blockdev-add', node);
    } catch (error) {
      if (!(error instanceof QmpCommandError)) throw error;
      return error.desc;
    }
    await this.client.execute('blockdev-del', { 'node-name': probe });
    return undefined;
  }

  private async openDevice({ disk, index, size, target }: PlannedDisk): Promise<void> {
    const node = nodeName(this.run, index, 'protocol');
    await this.addNode(this.protocols, node, { driver: 'host_device', filename: target.path });
    const nodes = await queryNodes(this.client);
    const device = nodes.find((candidate) => candidate['node-name'] === node);
    const available = device?.image['virtual-size'] ?? 0;
    if (available < size) {
      const message = `Disk "${disk}": ${tooSmall(target.path, available, size)}`;
      throw new PlanError([{ disk, severity: 'error', code: 'device-too-small', message }]);
    }
  }

  private async addNode(
    list: string[],
    node: string,
    options: { driver: string; [option: string]: string | number | null },
  ): Promise<void> {
    await this.client.execute('blockdev-add', { ...options, 'node-name': node });
    list.push(node);
  }

  /** Runs a creation job to its end. Its outcome is in the job alone: the command answers `{}` either way. */
  private async create(index: number, options: CreateOptions): Promise<void> {
    const id = createJobId(this.run, index);
    using ends = this.client.listen(
      ({ name, data }) => name === 'JOB_STATUS_CHANGE' && data.id === id && data.status === 'concluded',
    );
    await this.client.execute('blockdev-create', { 'job-id': id, options });
    await ends.next();
    // QEMU answers in order, so the job is read before it is gone; somebody else may have dismissed it.
    const [jobs] = await Promise.all([
      this.client.execute('query-jobs', {}),
      unlessGone(this.client.execute('job-dismiss', { id })),
    ]);
    const job = jobs.find((candidate) => candidate.id === id);
    if (job?.error !== undefined) throw new QmpCommandError('blockdev-create', 'GenericError', job.error);
  }
}
