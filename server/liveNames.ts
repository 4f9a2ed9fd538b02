import { readMachineReport, type MachineInfo } from './machine';

/** An answer that comes later than this, in ms, is left out: nobody waits for a list longer. */
export const patienceMs = 200;

interface Sources {
  /** Asks the client what it knows for a document; absent: it has not said that it answers. */
  ask?: ((uri: string) => Promise<unknown>) | undefined;
  /** Looks at the files of the workspace. */
  scan: () => Promise<MachineInfo | undefined>;
}

/** The names of disks and checkpoints: those of the connected machine, or else of files in the workspace. */
export class LiveNames {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Never fails: without an answer there are no names. */
  async get(uri: string): Promise<MachineInfo | undefined> {
    const report = readMachineReport(await this.#ask(uri));
    if (report) return { ...report, origin: 'running' };
    return await this.#sources.scan().catch(() => undefined);
  }

  async #ask(uri: string): Promise<unknown> {
    const { ask } = this.#sources;
    if (!ask) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patienceMs);
    });
    try {
      return await Promise.race([ask(uri).catch(() => undefined), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
