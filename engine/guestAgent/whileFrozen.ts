import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../errorText';
import { GuestAgentError } from './errors';
import { GuestAgent } from './guestAgent';

/** How a guest's file systems were frozen, and that they are no longer. */
export interface Freeze {
  /** How many; absent where the freezing itself failed. */
  fileSystems?: number;
  /** From the command to freeze until they were thawed, or given up on, in ms: the guest may not have written that long. */
  milliseconds: number;
  /** `failed`: the guest may still be frozen; {@link problem} says why, and what to do. */
  thaw: 'done' | 'failed';
  problem?: string;
}

export interface FreezeOptions {
  /** Gives up before the work begins; what was frozen by then is thawed. */
  signal?: AbortSignal | undefined;
  /** How long freezing may take, in ms: the guest writes out what it holds, and may run scripts of its own. */
  freezeTimeout?: number;
  /** How long thawing is tried again, in ms. */
  thawTimeout?: number;
  /** Is told how the freeze ended, whatever becomes of the work. */
  onThawed?: ((freeze: Freeze) => void) | undefined;
}

const FREEZE_TIMEOUT = 60_000;
const THAW_TIMEOUT = 60_000;
const THAW_ANSWER = 10_000;
const THAW_PAUSE = 250;

/**
 * Thaws, over a new connection where the old one has ended: an agent that lost a client, or that was slow to freeze, is
 * still there.
 * @returns why it could not be done
 */
async function thaw(socket: string, first: GuestAgent, timeout: number): Promise<string | undefined> {
  const deadline = performance.now() + timeout;
  let agent: GuestAgent | undefined = first;
  for (;;) {
    try {
      agent ??= await GuestAgent.connect(socket);
      await agent.thaw(Math.min(THAW_ANSWER, timeout));
      agent.close();
      return undefined;
    } catch (error) {
      agent?.close();
      agent = undefined;
      if (performance.now() >= deadline) return errorText(error);
      await delay(THAW_PAUSE);
    }
  }
}

/**
 * Freezes the guest's file systems, does something short, and thaws them, whatever becomes of it: once the command to
 * freeze was sent, thawing is tried until it succeeds or `thawTimeout` is over.
 * @param socket the agent's unix socket on the host
 * @throws {GuestAgentError} where they could not be frozen; the work has not begun then. Else what `work` throws, or the
 *   signal's reason
 */
export async function whileFrozen<T>(
  socket: string,
  work: () => Promise<T>,
  options: FreezeOptions = {},
): Promise<T> {
  const { signal, freezeTimeout = FREEZE_TIMEOUT, thawTimeout = THAW_TIMEOUT, onThawed } = options;
  const agent = await GuestAgent.connect(socket, signal);
  const before = await agent.status().catch((error: unknown) => {
    agent.close();
    throw error;
  });
  if (before === 'frozen') {
    agent.close();
    // Thawing them here would spoil the work of whoever has frozen them.
    const message =
      `The guest's file systems are frozen already, by another program or by one that ended before it thawed them; ` +
      'thaw them (guest-fsfreeze-thaw), and start again.';
    throw new GuestAgentError('refused', message);
  }
  const since = performance.now();
  let fileSystems: number | undefined;
  try {
    fileSystems = await agent.freeze(freezeTimeout, signal);
    signal?.throwIfAborted();
    return await work();
  } finally {
    const problem = await thaw(socket, agent, thawTimeout);
    onThawed?.({
      ...(fileSystems !== undefined && { fileSystems }),
      milliseconds: Math.round(performance.now() - since),
      ...(problem === undefined
        ? { thaw: 'done' }
        : {
            thaw: 'failed',
            problem:
              'The guest may still be frozen; thaw it with "fsfreeze ' +
              `--unfreeze" inside, or by guest-fsfreeze-thaw. ${problem}`,
          }),
    });
  }
}
