import * as v from 'valibot';
import { Channel } from './channel';
import { GuestAgentError } from './errors';

/** How long an agent that runs and is not busy may take to show that it listens, in ms. */
const GREETING_TIMEOUT = 5000;

const status = v.picklist(['thawed', 'frozen']);
const count = v.pipe(v.number(), v.integer());

/** The guest agent of a machine, as far as freezing its file systems needs it. */
export class GuestAgent {
  private constructor(private readonly channel: Channel) {}

  /**
   * Connects to an agent that answers.
   * @param socket the path of its unix socket on the host
   * @throws {GuestAgentError}; the signal's reason when aborted
   */
  static async connect(socket: string, signal?: AbortSignal): Promise<GuestAgent> {
    return new GuestAgent(await Channel.open(socket, { timeout: GREETING_TIMEOUT, signal }));
  }

  /** Whether file systems are frozen, by whomever. */
  async status(): Promise<'thawed' | 'frozen'> {
    return this.ask(status, 'guest-fsfreeze-status', GREETING_TIMEOUT);
  }

  /**
   * Writes out and freezes all file systems that can be.
   * @param timeout in ms
   * @returns how many are frozen
   */
  async freeze(timeout: number, signal?: AbortSignal): Promise<number> {
    return this.ask(count, 'guest-fsfreeze-freeze', timeout, signal);
  }

  /**
   * Lets the guest write again.
   * @param timeout in ms
   * @returns how many file systems were thawed; 0 where none was frozen
   */
  async thaw(timeout: number): Promise<number> {
    return this.ask(count, 'guest-fsfreeze-thaw', timeout);
  }

  close(): void {
    this.channel.close();
  }

  /** @throws {GuestAgentError} also where the answer is of another kind; the signal's reason when aborted */
  private async ask<T>(
    schema: v.GenericSchema<unknown, T>,
    command: string,
    timeout: number,
    signal?: AbortSignal,
  ): Promise<T> {
    const answer = v.safeParse(schema, await this.channel.request(command, { timeout, signal }));
    if (answer.success) return answer.output;
    throw new GuestAgentError('refused', `The guest agent answered ${command} in an unknown way.`);
  }
}
