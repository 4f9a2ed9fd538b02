import { isDeepStrictEqual } from 'node:util';
import type { ExecuteOptions, QmpClient, SchemaEntry } from '../../qmp';

/**
 * What a running QEMU can do, by its own description of its commands (`query-qmp-schema`). Versions tell little:
 * distributions build drivers in or leave them out, and carry features back.
 */
export class Abilities {
  private readonly entries: ReadonlyMap<string, SchemaEntry>;

  constructor(entries: readonly SchemaEntry[]) {
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /**
   * Whether QEMU knows a command and something among its arguments. The path to it is made of the names of fields,
   * ending in that of a field or of an enumeration's value; `+VALUE` goes on with the fields that an object has when its
   * discriminator has that value, as in libvirt's capability queries (virQEMUQAPISchemaPathGet).
   *
   *     has('blockdev-backup', 'x-perf', 'max-workers')
   *     has('transaction', 'actions', 'type', 'block-dirty-bitmap-add')
   *     has('blockdev-create', 'options', '+qcow2', 'compression-type', 'zstd')
   */
  has(command: string, ...path: string[]): boolean {
    const entry = this.entries.get(command);
    if (entry?.['meta-type'] !== 'command') return false;
    return this.reaches(entry['arg-type'], path);
  }

  private reaches(type: string | undefined, [step, ...rest]: readonly string[]): boolean {
    if (step === undefined) return true;
    const entry = this.entries.get(type ?? '');
    if (!entry) return false;
    const { members = [] } = entry;
    switch (entry['meta-type']) {
      case 'array':
        return this.reaches(entry['element-type'], [step, ...rest]);
      case 'alternate':
        return members.some((member) => this.reaches(member.type, [step, ...rest]));
      case 'enum':
        return rest.length === 0 && members.some(({ name }) => name === step);
      case 'object': {
        if (step.startsWith('+')) {
          const variant = entry.variants?.find((one) => one.case === step.slice(1));
          return variant !== undefined && this.reaches(variant.type, rest);
        }
        const field = members.find(({ name }) => name === step);
        return field !== undefined && this.reaches(field.type, rest);
      }
      default:
        return false;
    }
  }
}

/** Of each build of QEMU that was met. Its answer has 200 KB, so many machines share one. */
const ofBuilds: { entries: readonly SchemaEntry[]; abilities: Abilities }[] = [];

function shared(entries: readonly SchemaEntry[]): Abilities {
  const met = ofBuilds.find((build) => isDeepStrictEqual(build.entries, entries));
  if (met) return met.abilities;
  const abilities = new Abilities(entries);
  ofBuilds.push({ entries, abilities });
  return abilities;
}

/** One question for each session: QEMU's abilities do not change while it runs. */
const known = new WeakMap<QmpClient, Promise<Abilities>>();

/**
 * What the QEMU of this session can do; it is asked once.
 * @throws {QmpError} when QEMU does not answer; it is asked again the next time
 */
export function readAbilities(client: QmpClient, options: ExecuteOptions = {}): Promise<Abilities> {
  const before = known.get(client);
  if (before) return before;
  const abilities = client
    .execute('query-qmp-schema', {}, options)
    .then(shared)
    .catch((error: unknown) => {
      known.delete(client);
      throw error;
    });
  known.set(client, abilities);
  return abilities;
}
