import { nearest } from '../spelling';
import { say, type Wording } from '../wording';

/** So many letters of the end of a name are taken for the whole, as `backup` for `domainbackup`. */
const shortestEnd = 6;

/** The root element that a name is most likely meant as: one that is spelled nearly so, or ends so. */
export function rootMeant(name: string, roots: readonly string[]): string | undefined {
  const ended = name.length < shortestEnd ? undefined : roots.find((root) => root.endsWith(name));
  return nearest(name, roots) ?? ended;
}

/** What a document is, told from its root, that is held against a schema for another kind; absent: not known. */
export function otherKind(name: string): Wording | undefined {
  if (name === 'domain') return say('"{0}" is the definition of a machine, not a backup of its disks', name);
  if (name === 'domainsnapshot') return say('"{0}" is the definition of a snapshot, not a backup', name);
  return undefined;
}

/** Whether it is known that a root is that of another kind of document. */
export function isOtherKind(name: string): boolean {
  return otherKind(name) !== undefined;
}
