import type { Hole } from './holes';

/** What a digesting thread is given, for each file. */
export interface DigestRequest {
  file: string;
  /** The first so many bytes alone; infinite for all. */
  length: number;
  holes: readonly Hole[];
}

/** What it tells of a file: bytes since it told last, and at the end a digest or an error of the file system. */
export type DigestReport =
  | { kind: 'bytes'; bytes: number }
  | { kind: 'digest'; sha256: string; length: number }
  | { kind: 'error'; code: string; message: string };
