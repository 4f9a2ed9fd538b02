import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { plainText } from '../reporting/plainText';
import { Emitter } from '../store/emitter';

/** How much of a run is kept at most, in bytes; what is longer loses its further messages, never its outcome. */
const MOST_BYTES = 1024 * 1024;
/** Bytes that stay free for what a run's end has to say. */
const RESERVE = 64 * 1024;
/** How many logs are kept; the oldest go first. */
const MOST_LOGS = 200;

const leftOut = 'The log is full: messages are left out from here on.';

/** Run ids come from job names and addresses, too; only their own form becomes a file's name. */
const RUN_ID = /^[0-9a-z-]{1,64}$/;

/** A message can be left out of a log that is full; what happened to the backup cannot. */
export type LineKind = 'message' | 'event';

interface OpenLog {
  bytes: number;
  state: 'open' | 'full';
}

/** The logs of runs, one file each in a folder that outlives the window. Lines are written in their order. */
export class RunLogs {
  readonly #open = new Map<string, Promise<OpenLog>>();
  #queue: Promise<void> = Promise.resolve();
  readonly #changes = new Emitter<string>();
  /** Fires with the run's id when its log has grown. */
  readonly onChange = this.#changes.event;

  /**
   * @param folder made when it is needed
   * @param onError told when a log cannot be written: a backup does not fail for want of its log
   */
  constructor(
    private readonly folder: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Adds lines, each with the time, as plain text: a name from outside may have line breaks in it. Returns at once. */
  append(run: string, kind: LineKind, ...lines: string[]): void {
    if (!RUN_ID.test(run)) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const text = lines.map((line) => `${time} ${plainText(line)}\n`).join('');
    this.#queue = this.#queue.then(() => this.#write(run, kind, text)).catch(this.onError);
  }

  /** A run's log as it stands; undefined where there is none. */
  async read(run: string): Promise<string | undefined> {
    if (!RUN_ID.test(run)) return undefined;
    await this.#queue;
    return readFile(this.#file(run), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  }

  /** The runs that there is a log of. */
  async list(): Promise<Set<string>> {
    const names = await readdir(this.folder).catch(() => []);
    return new Set(names.filter((name) => name.endsWith('.log')).map((name) => path.parse(name).name));
  }

  /** Resolves when all that was added has been written. */
  async flush(): Promise<void> {
    await this.#queue;
  }

  async #write(run: string, kind: LineKind, text: string): Promise<void> {
    const log = await (this.#open.get(run) ?? this.#opened(run));
    const room = kind === 'message' ? MOST_BYTES - RESERVE : MOST_BYTES;
    const isTooLong = log.bytes + Buffer.byteLength(text) > room;
    if (isTooLong && log.state === 'full') return;
    if (isTooLong) log.state = 'full';
    const written = isTooLong ? `${text.slice(0, 24)}${leftOut}\n` : text;
    await appendFile(this.#file(run), written, { mode: 0o600 });
    log.bytes += Buffer.byteLength(written);
    this.#changes.fire(run);
  }

  #opened(run: string): Promise<OpenLog> {
    const open = this.#start(run);
    this.#open.set(run, open);
    // The next line tries again.
    open.catch(() => this.#open.delete(run));
    return open;
  }

  async #start(run: string): Promise<OpenLog> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const bytes = await stat(this.#file(run)).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes === 0) await this.#makeRoom();
    return { bytes, state: 'open' };
  }

  /** A run's id begins with its time, so that names sort by age. */
  async #makeRoom(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.log')).toSorted();
    const surplus = names.slice(0, Math.max(0, names.length - MOST_LOGS + 1));
    await Promise.all(surplus.map((name) => rm(path.join(this.folder, name), { force: true })));
  }

  #file(run: string): string {
    return path.join(this.folder, `${run}.log`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
