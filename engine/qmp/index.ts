/** A QMP client: sessions with a running QEMU over its monitor socket. Imports nothing of ours. */
export { formatQmpAddress, parseQmpAddress, type QmpAddress } from './address';
export type * from './arguments';
export { QmpClient, type QmpVersion } from './client';
export type { CommandName, CommandReply } from './commands';
export * from './errors';
export { JsonFraming } from './framing';
export type { KnownEventName, OtherEvent, QmpEvent } from './events';
export type { NextOptions, QmpListener } from './listener';
export type { ConnectOptions } from './handshake';
export type {
  BlockDevice,
  BlockImage,
  BlockJob,
  BlockNode,
  DirtyBitmap,
  Job,
  JobStatus,
  QemuVersion,
} from './replies';
export type { SchemaEntry } from './schemaEntry';
export type { ExecuteOptions } from './session';
export type { QmpObserver, QmpTraffic } from './traffic';
