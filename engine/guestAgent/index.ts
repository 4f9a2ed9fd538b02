/** A client of QEMU's guest agent, to freeze a guest's file systems for a moment. Knows nothing of backups. */
export { GuestAgentError, type GuestAgentReason } from './errors';
export { freezeText } from './freezeText';
export { GuestAgent } from './guestAgent';
export { thawLeft } from './thawLeft';
export { whileFrozen, type Freeze, type FreezeOptions } from './whileFrozen';
