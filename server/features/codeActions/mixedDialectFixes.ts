import * as l10n from '@vscode/l10n';
import type { XmlDocument } from '../../../engine/document';
import { toCurrent, toRfc } from './convertDialect';
import { fix, type Fix } from './fix';

/** A mixed document is most likely on its way from the old dialect to the current one; not all can be said in either. */
export function mixedDialectFixes(xml: XmlDocument): Fix[] {
  const current = toCurrent(xml);
  const rfc = toRfc(xml);
  return [
    ...(current.kind === 'edits'
      ? [fix(l10n.t('Convert to the current format'), 'likely', ...current.edits)]
      : []),
    ...(rfc.kind === 'edits' ? [fix(l10n.t('Convert to the format of 2017'), 'possible', ...rfc.edits)] : []),
  ];
}
