import type { BackupDefinition, CheckpointDefinition } from '../../document';
import type { ExecuteOptions, QmpClient } from '../../qmp';
import type { BackupPlan, Locality, PlannedDisk } from './backupPlan';
import { PlanError, type PlanFinding } from '../errors';
import { readMachine } from '../machine/machine';
import { writableName } from '../names/partialName';
import { DEFAULT_RUN_OPTIONS, type RunOptions } from '../options';
import { planDisk } from './planDisk';
import { asDefinition, planTracking } from './planTracking';
import { canonicalTarget, checkTargets } from './preflight';
import { newRunId, runTime, type RunId } from '../names/runId';
import { selectDisks } from './selectDisks';
import { findUnsupported } from './unsupported';

export interface PlanOptions extends ExecuteOptions {
  locality: Locality;
  /** How it is to run; the defaults stand for what is left out. */
  options?: Partial<RunOptions>;
  /** The checkpoint to be made together with the backup; absent: none. */
  checkpoint?: CheckpointDefinition;
}

/** Two entries of the document may mean one disk by different names, or write to one target. */
async function findClashes(disks: readonly PlannedDisk[], locality: Locality): Promise<PlanFinding[]> {
  const findings: PlanFinding[] = [];
  const targets = await Promise.all(disks.map(({ target }) => canonicalTarget(target.path, locality)));
  for (const [position, disk] of disks.entries()) {
    for (const [before, earlier] of disks.slice(0, position).entries()) {
      if (earlier.node === disk.node) {
        const message = `Disk "${disk.disk}" is the same disk as "${earlier.disk}"; list it once.`;
        findings.push({ disk: disk.disk, severity: 'error', code: 'disk-listed-twice', message });
      }
      if (targets[before] === targets[position]) {
        const message = `Disk "${disk.disk}" writes to the same target as "${earlier.disk}": "${disk.target.path}"; give each its own.`;
        findings.push({ disk: disk.disk, severity: 'error', code: 'target-used-twice', message });
      }
    }
  }
  return findings;
}

/**
 * Works out what a backup would do on a running machine, and checks what can be checked. Touches nothing.
 * @throws {PlanError} with every finding that stands against it
 * @throws {QmpError} when QEMU does not answer
 */
export async function planBackup(
  client: QmpClient,
  definition: BackupDefinition,
  options: PlanOptions,
): Promise<BackupPlan> {
  return makePlan(client, definition, newRunId(Date.now()), options);
}

/**
 * Makes sure that a plan still holds: between it and the start, a person may have thought about it for an hour, and a
 * disk may have got a snapshot on top.
 * @throws {PlanError} with what stands against the backup by now, or with the disks that are no longer as planned
 */
export async function confirmPlan(
  client: QmpClient,
  plan: BackupPlan,
  options: ExecuteOptions,
): Promise<void> {
  const { definition, run, locality, options: runOptions } = plan;
  const checkpoint = asDefinition(plan);
  const now = await makePlan(client, definition, run, {
    ...options,
    locality,
    options: runOptions,
    ...(checkpoint && { checkpoint }),
  });
  const changed = [...plan.disks, ...now.disks]
    .map(({ disk }) => disk)
    .filter((name, index, names) => names.indexOf(name) === index)
    .filter((name) => asText(plan, name) !== asText(now, name));
  refuse(
    changed.map((disk) => ({
      disk,
      severity: 'error',
      code: 'machine-changed',
      message: `Disk "${disk}" is no longer as it was when the backup was planned; start it again.`,
    })),
  );
}

const asText = ({ disks }: BackupPlan, name: string) =>
  JSON.stringify(disks.find(({ disk }) => disk === name));

async function makePlan(
  client: QmpClient,
  definition: BackupDefinition,
  run: RunId,
  options: PlanOptions,
): Promise<BackupPlan> {
  refuse(findUnsupported(definition));

  const machine = await readMachine(client, options);
  const { selected, findings } = selectDisks(definition, machine);
  const disks: PlannedDisk[] = [];
  for (const [index, entry] of selected.entries()) {
    const planned = planDisk(entry, index, run);
    if ('code' in planned) findings.push(planned);
    else disks.push(planned);
  }
  if (selected.length === 0 && findings.length === 0) {
    findings.push({
      severity: 'error',
      code: 'no-disks',
      message: 'No disk takes part in the backup; list at least one without backup="no".',
    });
  }
  const request = { definition, checkpoint: options.checkpoint, run, machine, selected, disks };
  const tracking = await planTracking(client, request, options);
  findings.push(...tracking.findings);
  findings.push(...(await findClashes(disks, options.locality)));
  findings.push(...(await checkTargets(disks, machine, options.locality)));
  refuse(findings);
  if (options.locality === 'local') {
    for (const { target } of disks)
      if (target.type === 'file') target.writtenTo = await writableName(target.path, run);
  }

  const { name: machineName, uuid, version } = machine;
  return {
    run,
    definition,
    name: definition.name ?? String(runTime(run) / 1000),
    ...(definition.description !== undefined && { description: definition.description }),
    machine: {
      ...(machineName !== undefined && { name: machineName }),
      ...(uuid !== undefined && { uuid }),
      version,
    },
    locality: options.locality,
    options: { ...DEFAULT_RUN_OPTIONS, ...options.options },
    disks,
    ...(tracking.checkpoint && { checkpoint: tracking.checkpoint }),
    warnings: findings,
  };
}

/** @throws {PlanError} with all findings where one of them is an error */
function refuse(findings: readonly PlanFinding[]): void {
  const isError = ({ severity }: PlanFinding) => severity === 'error';
  const [first, ...errors] = findings.filter(isError);
  if (first) throw new PlanError([first, ...errors, ...findings.filter((finding) => !isError(finding))]);
}
