import type { BackupDefinition } from '../../document';
import type { ExecuteOptions, QmpClient } from '../../qmp';
import type { PlanFinding } from '../errors';
import { findQemu } from '../host/qemuProcess';
import { readAbilities } from '../machine/abilities';
import { readTrackedMachine, type Machine } from '../machine/machine';
import { writableName } from '../names/partialName';
import { newRunId, runTime, type RunId } from '../names/runId';
import type { Locality, PlannedCheckpoint, PlannedDisk } from './backupPlan';
import { checkAll } from './checks';
import { checkGuestAgent } from './checks/guestAgent';
import { findHeldBackups } from './checks/heldBackups';
import { warnOfLostBackups } from './checks/lostBackups';
import type { Scene } from './checks/scene';
import { planDisk } from './planDisk';
import type { PlanOptions } from './planOptions';
import { planTracking, type ImpossibleIncrements } from './planTracking';
import { selectDisks } from './selectDisks';
import { spaceOf, type DiskSpace } from './spaceNeed';
import { findUnsupported } from './unsupported';

/** What a run names its own things by. */
export interface RunNames {
  run: RunId;
  /** What is added to a source's name for a target that is made up, in seconds since the epoch: when it was planned first. */
  suffix: number;
}

/** What a backup would do, and all that was found on the way: also of one that is refused. */
export interface Inspection {
  machine: Machine;
  /** The disks that a job can be planned for. */
  disks: PlannedDisk[];
  /** Those of them that cannot be copied as was asked for. */
  impossible: ImpossibleIncrements;
  /** The space for their targets, where it can be told: not of what is impossible. */
  spaces: DiskSpace[];
  /** The checkpoint that is to be made, if any. */
  checkpoint?: PlannedCheckpoint;
  findings: PlanFinding[];
}

/** The process of the QEMU that a session talks to, where it is on this host. */
async function qemuOf(
  client: QmpClient,
  { locality, ...options }: ExecuteOptions & { locality: Locality },
): Promise<Pick<Scene, 'qemu'>> {
  const { address } = client;
  if (locality !== 'local' || address.kind !== 'unix') return {};
  // The storage daemon, which has no processors, does not know the command.
  const askThreads = () =>
    client.execute('query-cpus-fast', {}, options).then(
      (processors) => processors.map((processor) => processor['thread-id']),
      () => [],
    );
  const qemu = await findQemu(address.path, askThreads);
  return qemu ? { qemu } : {};
}

/** What the checks look at, besides the disks. */
async function readScene(
  client: QmpClient,
  site: ExecuteOptions & { locality: Locality },
): Promise<Omit<Scene, 'disks'>> {
  const { locality, ...options } = site;
  const tracked = readTrackedMachine(client, options);
  // QEMU answers in order, and takes a moment to write its schema: it does so while this host is looked at.
  void tracked.then(() => readAbilities(client, options)).catch(() => {});
  const [{ machine, nodes }, jobs, qemu] = await Promise.all([
    tracked,
    client.execute('query-jobs', {}, options),
    qemuOf(client, site),
  ]);
  return { machine, nodes, jobs, locality, ...qemu };
}

/**
 * Works out what a backup would do on a running machine, and looks for everything that stands against it. Touches
 * nothing.
 * @throws {QmpError} when QEMU does not answer
 */
export async function inspectBackup(
  client: QmpClient,
  definition: BackupDefinition,
  options: PlanOptions,
  names?: RunNames,
): Promise<Inspection> {
  const { run = newRunId(Date.now()) } = names ?? {};
  const suffix = names?.suffix ?? runTime(run) / 1000;
  const { locality } = options;
  const site = await readScene(client, options);
  const unsupported = findUnsupported(definition);
  // The targets of a pull backup are no targets; all that could be said of them would be noise.
  if (definition.mode === 'pull') {
    return {
      machine: site.machine,
      disks: [],
      impossible: new Map(),
      spaces: [],
      findings: unsupported,
    };
  }
  const { selected, findings } = selectDisks(definition, site.machine);
  const disks: PlannedDisk[] = [];
  for (const [index, entry] of selected.entries()) {
    const planned = planDisk(entry, index, { run, suffix });
    if ('code' in planned) {
      findings.push(planned);
      continue;
    }
    if (locality === 'local' && planned.target.type === 'file')
      planned.target.writtenTo = await writableName(planned.target.path, run, site.qemu?.uid);
    disks.push(planned);
  }
  if (selected.length === 0 && findings.length === 0) {
    findings.push({
      severity: 'error',
      code: 'no-disks',
      message: 'No disk takes part in the backup; list at least one without backup="no".',
    });
  }
  const { machine, nodes } = site;
  const { checkpoint, untracked = 'refuse' } = options;
  const wanted = { definition, checkpoint, untracked };
  const tracking = planTracking({ ...wanted, run, machine, nodes, selected, disks });
  findings.push(...tracking.findings);
  const scene = { ...site, disks };
  const possible = disks.filter((disk) => !tracking.impossible.has(disk));
  const spaces = (await Promise.all(possible.map((disk) => spaceOf(scene, disk)))).filter(
    (space) => space !== undefined,
  );
  // Of QEMU's files on another host nobody here can tell.
  const backups = locality === 'local' ? options.backups : undefined;
  const checks = await Promise.all([
    checkAll(scene, spaces, readAbilities(client, options)),
    checkGuestAgent(options.options?.guestAgent, options.signal),
    backups ? warnOfLostBackups(disks, backups, options.signal) : [],
    backups ? findHeldBackups(disks, backups, options.signal) : [],
  ]);
  findings.push(...checks.flat());
  return {
    machine: site.machine,
    disks,
    impossible: tracking.impossible,
    spaces,
    ...(tracking.checkpoint && { checkpoint: tracking.checkpoint }),
    findings: [...unsupported, ...findings],
  };
}
