import type { BackupDefinition } from '../../document';
import type { ExecuteOptions, QmpClient } from '../../qmp';
import type { BackupPlan } from './backupPlan';
import { PlanError, type PlanFinding } from '../errors';
import { DEFAULT_RUN_OPTIONS } from '../options';
import { newRunId, runTime } from '../names/runId';
import { inspectBackup, type RunNames } from './inspectBackup';
import type { PlanOptions } from './planOptions';
import { asDefinition } from './planTracking';

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
  const run = newRunId(Date.now());
  return makePlan(client, definition, { run, suffix: runTime(run) / 1000 }, options);
}

/**
 * Makes a plan anew that a person was asked about, perhaps for an hour: makes sure that it still holds, since a disk may
 * have got a snapshot on top, and gives the run an id of this moment, which tells when its backup was made. Its targets
 * stay as they were confirmed.
 * @throws {PlanError} with what stands against the backup by now, or with the disks that are no longer as planned
 */
export async function renewPlan(
  client: QmpClient,
  plan: BackupPlan,
  options: ExecuteOptions = {},
): Promise<BackupPlan> {
  const { definition, suffix, locality, options: runOptions, warnings } = plan;
  const checkpoint = asDefinition(plan);
  const now = await makePlan(
    client,
    definition,
    { run: newRunId(Date.now()), suffix },
    { ...options, locality, options: runOptions, ...(checkpoint && { checkpoint }) },
  );
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
  return { ...now, warnings };
}

/** A disk of a plan, apart from the run's id, and from how much there is to copy, which a guest that writes changes. */
const asText = ({ disks, run }: BackupPlan, name: string) =>
  JSON.stringify(
    disks.find(({ disk }) => disk === name),
    (key, value: unknown) => (key === 'data' ? 0 : value),
  )?.replaceAll(run, '');

async function makePlan(
  client: QmpClient,
  definition: BackupDefinition,
  names: RunNames,
  options: PlanOptions,
): Promise<BackupPlan> {
  const { machine, disks, checkpoint, findings } = await inspectBackup(client, definition, options, names);
  refuse(findings);
  const { name: machineName, uuid, version } = machine;
  return {
    ...names,
    definition,
    ...(definition.description !== undefined && { description: definition.description }),
    machine: {
      ...(machineName !== undefined && { name: machineName }),
      ...(uuid !== undefined && { uuid }),
      version,
    },
    locality: options.locality,
    options: { ...DEFAULT_RUN_OPTIONS, ...options.options },
    disks,
    ...(checkpoint && { checkpoint }),
    warnings: findings,
  };
}

/** @throws {PlanError} with all findings where one of them is an error */
function refuse(findings: readonly PlanFinding[]): void {
  const isError = ({ severity }: PlanFinding) => severity === 'error';
  const [first, ...errors] = findings.filter(isError);
  if (first) throw new PlanError([first, ...errors, ...findings.filter((finding) => !isError(finding))]);
}
