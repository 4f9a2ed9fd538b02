import { errorText } from '../../../errorText';
import { GuestAgent } from '../../../guestAgent';
import type { PlanFinding } from '../../errors';

/** The guest agent that is to freeze the guest must answer, and nobody else may have it frozen. */
export async function checkGuestAgent(
  socket: string | undefined,
  signal?: AbortSignal,
): Promise<PlanFinding[]> {
  if (socket === undefined) return [];
  const error = (code: string, message: string): PlanFinding[] => [{ severity: 'error', code, message }];
  try {
    const agent = await GuestAgent.connect(socket, signal);
    try {
      if ((await agent.status()) === 'thawed') return [];
      return error(
        'guest-frozen',
        "The guest's file systems are frozen already; wait for whoever did that, or thaw them.",
      );
    } finally {
      agent.close();
    }
  } catch (reason) {
    signal?.throwIfAborted();
    return error('guest-agent', errorText(reason));
  }
}
