import type { VerifiedRun, VerifyCode, VerifyFinding } from '../../engine';
import type { PastRun } from '../history/pastRun';
import { Emitter } from './emitter';

/** Damage that was found in a backup's own files. */
export interface FoundDamage {
  run: string;
  /** Absent where it is about the whole backup, such as its manifest. */
  disk?: string;
  /** What was found, in a sentence. */
  message: string;
}

/** Damage of one disk of a backup, or of the whole; when it was found in ms since the epoch. */
export type KnownDamage = Omit<FoundDamage, 'run' | 'disk'> & { disk?: string | undefined; at: number };

/**
 * What is known of a backup's files. All moments in ms since the epoch.
 * - `sound`: all of it was verified, and is as it was written
 * - `damaged`: its own files are; `builds-on-damaged`: those of a backup that it needs are
 */
export type Found = { kind: 'sound'; at: number } | Damage;

/** The part of it that marks a row. */
export interface Damage {
  kind: 'damaged' | 'builds-on-damaged';
  at: number;
  message: string;
}

/** What speaks for no damage of the backup's own: it was found elsewhere, or nobody could look. */
const ELSEWHERE: readonly VerifyCode[] = [
  'parent-damaged',
  'parent-unverified',
  'target-denied',
  'target-in-use',
];

/** Whether a finding is damage of the backup's own that it is about. */
export const isOwnDamage = ({ severity, code }: Pick<VerifyFinding, 'severity' | 'code'>): boolean =>
  severity === 'error' && !ELSEWHERE.includes(code);

/** The key of damage that is about the whole backup; no disk has an empty name. */
const WHOLE = '';

/** The runs that a backup builds on, the nearest first. */
function* chainBelow(past: PastRun, find: (run: string) => PastRun | undefined): Generator<string> {
  // Manifests that were tampered with must not lead in a circle.
  const passed = new Set([past]);
  let below = find(past.parent?.run ?? '');
  while (below !== undefined && !passed.has(below)) {
    passed.add(below);
    yield below.run;
    below = find(below.parent?.run ?? '');
  }
}

/** What verifications and restores have found in past backups. Does no I/O: damage is kept by `history/keptDamage.ts`. */
export class Verdicts {
  readonly #damages = new Map<string, Map<string, { message: string; at: number }>>();
  readonly #sound = new Map<string, { at: number; disks: number }>();
  readonly #changes = new Emitter<string>();
  /** Told of each run that somebody has looked at. */
  readonly onFound = this.#changes.event;

  /** Takes over what a verification came to, in place of what was found before on the disks that it looked at. */
  noteVerified(runs: readonly VerifiedRun[], at: number): void {
    for (const { run, verdict, findings, disks } of runs) {
      const errors = findings.filter(({ severity }) => severity === 'error');
      for (const key of [WHOLE, ...disks])
        if (!errors.some(({ disk = WHOLE }) => disk === key)) this.#damages.get(run)?.delete(key);
      for (const { disk, message } of errors.filter(isOwnDamage))
        this.#add({ run, message, ...(disk !== undefined && { disk }) }, at);
      if (verdict === 'sound') this.#sound.set(run, { at, disks: disks.length });
      else this.#sound.delete(run);
      this.#changes.fire(run);
    }
  }

  /** Takes note of damage that something else came upon. */
  noteDamage(damage: FoundDamage, at: number): void {
    this.#add(damage, at);
    this.#changes.fire(damage.run);
  }

  /** Forgets a backup that was removed. */
  forget(run: string): void {
    this.#damages.delete(run);
    this.#sound.delete(run);
    this.#changes.fire(run);
  }

  /** The damage of a backup's own files. */
  damagesOf(run: string): KnownDamage[] {
    return [...(this.#damages.get(run) ?? [])].map(([disk, damage]) => ({
      ...(disk !== WHOLE && { disk }),
      ...damage,
    }));
  }

  /** Takes over what another window, or an earlier one, has found of a backup, in place of what was known of it. */
  takeOver(run: string, damages: readonly KnownDamage[]): void {
    this.#damages.delete(run);
    for (const { disk, message, at } of damages)
      this.#add({ run, message, ...(disk !== undefined && { disk }) }, at);
  }

  #add({ run, disk = WHOLE, message }: FoundDamage, at: number): void {
    const damages = this.#damages.get(run) ?? new Map<string, { message: string; at: number }>();
    this.#damages.set(run, damages.set(disk, { message, at }));
    this.#sound.delete(run);
  }

  /** What is known of a backup. @param find the backups that it may build on, by their runs */
  of(past: PastRun, find: (run: string) => PastRun | undefined): Found | undefined {
    const [own] = this.#damages.get(past.run)?.values() ?? [];
    if (own !== undefined) return { kind: 'damaged', ...own };
    // Of what it builds on, only the disks count that it holds changes of.
    const disks = [WHOLE, ...past.disks.map(({ disk }) => disk)];
    for (const below of chainBelow(past, find)) {
      const [damage] = disks.flatMap((disk) => this.#damages.get(below)?.get(disk) ?? []);
      if (damage !== undefined) return { kind: 'builds-on-damaged', ...damage };
    }
    const sound = this.#sound.get(past.run);
    return sound?.disks === past.disks.length ? { kind: 'sound', at: sound.at } : undefined;
  }

  /** The damage that is known of one disk of a backup, or of that disk in what it builds on. */
  ofDisk(past: PastRun, disk: string, find: (run: string) => PastRun | undefined): Damage | undefined {
    const own = this.#damages.get(past.run)?.get(disk);
    if (own !== undefined) return { kind: 'damaged', ...own };
    for (const below of chainBelow(past, find)) {
      const damage = this.#damages.get(below)?.get(disk);
      if (damage !== undefined) return { kind: 'builds-on-damaged', ...damage };
    }
    return undefined;
  }
}
