/**
 * What went wrong with a guest agent.
 * - `unreachable`: nothing listens at the socket, or it may not be opened
 * - `silent`: no answer in time: the agent does not run in the guest, or another program holds the socket
 * - `refused`: the agent answered with an error
 * - `lost`: the connection ended
 */
export type GuestAgentReason = 'unreachable' | 'silent' | 'refused' | 'lost';

/** A command of the guest agent did not come to its end. */
export class GuestAgentError extends Error {
  override name = 'GuestAgentError';

  constructor(
    readonly reason: GuestAgentReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
