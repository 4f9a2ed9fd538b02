import { GuestAgent } from './guestAgent';

/** How long thawing may take, in ms. */
const THAW_TIMEOUT = 10_000;

/**
 * Thaws a guest that a program which is no more may have left frozen.
 * @param socket the agent's unix socket on the host
 * @throws {GuestAgentError} where the agent does not answer, or cannot thaw it
 */
export async function thawLeft(socket: string): Promise<'thawed' | 'was not frozen'> {
  const agent = await GuestAgent.connect(socket);
  try {
    if ((await agent.status()) === 'thawed') return 'was not frozen';
    await agent.thaw(THAW_TIMEOUT);
    return 'thawed';
  } finally {
    agent.close();
  }
}
