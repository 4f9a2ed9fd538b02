import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { manifestFileSchema, MANIFEST_VERSION, type Manifest } from './manifest';

/** The end of every manifest: its digest is its last value. */
const END = /"digest": "([0-9a-f]{64})"\n\}\n$/;
const END_LENGTH = '0'.repeat(64).length + '"\n}\n'.length;

/** What the text of a manifest turned out to be. */
export type ReadManifest =
  | { kind: 'manifest'; manifest: Manifest }
  /** It is a manifest, and not as it was written; what it says is not to be relied on. */
  | { kind: 'edited'; manifest: Manifest }
  /** `denied`: this program's user may not read it, which says nothing of what is in it. */
  | { kind: 'unreadable'; reason: string; access?: 'denied' };

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes a manifest as text, with a digest of itself at its end. */
export function writeManifestText(manifest: Manifest): string {
  const open = JSON.stringify({ ...manifest, digest: '' }, undefined, 2);
  const head = open.slice(0, open.lastIndexOf('"\n}'));
  return `${head}${digestOf(Buffer.from(head))}"\n}\n`;
}

/** Whether not a byte of a manifest is another than was written. Against people with intent it says nothing. */
function isAsWritten(bytes: Buffer): boolean {
  const stated = END.exec(bytes.toString('latin1'))?.[1];
  return stated === digestOf(bytes.subarray(0, -END_LENGTH));
}

function versionTrouble(value: unknown): string | undefined {
  const { format, version } = v.parse(
    v.fallback(v.object({ format: v.unknown(), version: v.unknown() }), { format: 0, version: 0 }),
    value,
  );
  if (format !== 'domainbackup-manifest') return 'it is no manifest of a domain backup';
  if (typeof version === 'number' && version > MANIFEST_VERSION)
    return `its format has version ${version}, and this program knows ${MANIFEST_VERSION}; use a newer one`;
  return undefined;
}

/** Reads a manifest. Never throws: whatever a file holds is told as what it is. */
export function readManifestText(bytes: Buffer): ReadManifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'unreadable', reason: 'it is damaged: it is no JSON' };
  }
  const trouble = versionTrouble(value);
  if (trouble !== undefined) return { kind: 'unreadable', reason: trouble };
  const read = v.safeParse(manifestFileSchema, value);
  if (!read.success) {
    const [{ message }] = read.issues;
    const where = v.getDotPath(read.issues[0]) ?? 'its top';
    return { kind: 'unreadable', reason: `it is damaged: at ${where}: ${message}` };
  }
  const { digest: _, ...manifest } = read.output;
  return { kind: isAsWritten(bytes) ? 'manifest' : 'edited', manifest };
}
