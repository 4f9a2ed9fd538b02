import { type Contact, type DiskProgress, type RunSnapshot } from '../../engine';
import { adviceFor, GUEST_PAUSED, silenceWords } from './stateWords';

/** For how long somebody must have paused a backup for that to be told, in milliseconds. */
const LONG_PAUSE = 3000;

/** Whoever follows a run has its monitor socket, which serves nobody else. */
const over = (run: string) => `--qmp SOCKET ${run} (SOCKET: another monitor of this machine)`;

/** The disks whose state calls for something to be done, told once each time that begins; and QEMU's silence. */
export class Troubles {
  private readonly told = new Map<string, DiskProgress['state']>();
  private silence: 'none' | 'silent' | 'lost' = 'none';
  private guest: RunSnapshot['guest'];
  private pause: 'told' | 'untold' = 'untold';

  /** What is to be told of a run, as of this moment, that was not told before. */
  next(snapshot: RunSnapshot): string[] {
    const { run, disks, contact, guest } = snapshot;
    return [
      ...this.nextOfContact(contact),
      ...disks.flatMap((disk) => this.nextOfDisk(run, disk)),
      ...this.nextOfPause(snapshot),
      ...this.nextOfGuest(guest),
    ];
  }

  private nextOfPause({ run, state, disks }: RunSnapshot): string[] {
    const paused = disks.filter((disk) => disk.state === 'paused');
    if (state !== 'paused') this.pause = 'untold';
    // Whoever cancels a backup pauses it first.
    const isShort = paused.some(({ since = 0 }) => Date.now() - since < LONG_PAUSE);
    if (state !== 'paused' || isShort || this.pause === 'told') return [];
    this.pause = 'told';
    return [`Backup ${run} is paused. Let it go on with: domainbackup resume ${over(run)}`];
  }

  private nextOfGuest(guest: RunSnapshot['guest']): string[] {
    const isNews = guest !== undefined && guest !== this.guest;
    this.guest = guest;
    return isNews ? [GUEST_PAUSED] : [];
  }

  private nextOfContact(contact: Contact): string[] {
    const silence = contact.kind === 'answering' ? 'none' : (contact.session ?? contact.kind);
    if (silence === this.silence) return [];
    this.silence = silence;
    return [silenceWords(contact) ?? 'QEMU answers again.'];
  }

  private nextOfDisk(run: string, disk: DiskProgress): string[] {
    const isKnown = this.told.get(disk.disk) === disk.state;
    // How much is free is seen a moment later; it is worth waiting for.
    const isEarly = disk.state === 'out-of-space' && disk.freeSpace === undefined && disk.since !== undefined;
    if (isKnown || (isEarly && Date.now() - (disk.since ?? 0) < 500)) return [];
    this.told.set(disk.disk, disk.state);
    const advice = adviceFor(disk);
    if (advice === undefined) return [];
    const isStopped = disk.state !== 'stalled';
    const how = isStopped ? ` Retry with: domainbackup resume ${over(run)}` : '';
    return [`${disk.disk}: ${advice}${how}`];
  }
}
