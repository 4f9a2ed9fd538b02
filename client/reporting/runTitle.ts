import { momentText } from '../views/words/quantities';
import { plainText } from './plainText';

/**
 * A backup's name as people read it, as plain text: it comes from a document, or from another program. One without a
 * name of its own is called after its start in seconds since the epoch, as the RFC has it; that is shown as people read a
 * moment, with seconds, since two may start within a minute.
 */
export function runTitle(name: string): string {
  if (!/^\d{10}$/.test(name)) return plainText(name);
  return momentText(Number(name) * 1000);
}
