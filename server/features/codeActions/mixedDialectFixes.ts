import type { XmlDocument } from '../../../engine/document';
import { toCurrent } from './convertDialect';
import { fix, type Fix } from './fix';

/** A mixed document is most likely on its way from the old dialect to the current one. */
export function mixedDialectFixes(xml: XmlDocument): Fix[] {
  const outcome = toCurrent(xml);
  return outcome.kind === 'edits' ? [fix('Convert to the current format', 'likely', ...outcome.edits)] : [];
}
