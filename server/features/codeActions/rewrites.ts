import * as l10n from '@vscode/l10n';
import { isBackupDocument, locate, type TextRange, type XmlElement } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import { toCurrent, toRfc } from './convertDialect';
import { leaveOut } from './diskEdits';
import type { Outcome } from './fix';
import type { Trials } from './trials';

/** A way to write something otherwise. */
export interface Rewrite {
  title: string;
  outcome: Outcome;
}

/** What can be written otherwise at a place: the disk there, and the whole document. */
export function rewrites(document: BackupDocument, range: TextRange, trials: Trials): Rewrite[] {
  const { xml } = document;
  const { root } = xml;
  if (!root || !isBackupDocument(xml)) return [];
  // That the dialects are mixed is what the conversion mends.
  const isFaulty = document.problems
    .finish()
    .some(({ severity, code }) => severity === 'error' && code !== 'mixed-dialects');
  const faulty: Outcome = { kind: 'refused', reason: l10n.t('the document has errors') };
  const converted = (conversion: Outcome): Outcome =>
    isFaulty ? faulty : proven(document, conversion, trials);
  const hasRfcDisks = root.children.some((node) => node.kind === 'element' && node.localName === 'disk');
  const conversion = hasRfcDisks
    ? { title: l10n.t('Convert to the current format'), outcome: converted(toCurrent(xml)) }
    : { title: l10n.t('Convert to the format of 2017'), outcome: converted(toRfc(xml)) };
  return [...exclusion(document, range, trials), conversion];
}

/** What is valid can be converted as it is; what is mixed may have anything in it, and is tried out. */
function proven(document: BackupDocument, conversion: Outcome, trials: Trials): Outcome {
  const isMixed = document.problems.finish().some(({ code }) => code === 'mixed-dialects');
  if (conversion.kind === 'refused' || !isMixed) return conversion;
  const after = trials.after(conversion.edits);
  return after && trials.effectOf(after, new Set(['mixed-dialects'])) === 'better'
    ? conversion
    : { kind: 'refused', reason: l10n.t('the document would have other errors then') };
}

function exclusion(document: BackupDocument, range: TextRange, trials: Trials): Rewrite[] {
  const disk = diskAt(document, range.start);
  if (!disk || disk.parent?.localName !== 'disks' || disk.startTag.form === 'unfinished') return [];
  const isOut = disk.attributes.some(({ name, value }) => name.text === 'backup' && value?.text === 'no');
  if (isOut) return [];
  const edits = leaveOut(document.xml.text, disk);
  const after = trials.after(edits);
  return after && trials.effectOf(after, new Set()) === 'neutral'
    ? [{ title: l10n.t('Leave the disk out of the backup (backup="no")'), outcome: { kind: 'edits', edits } }]
    : [];
}

function diskAt({ xml }: BackupDocument, offset: number): XmlElement | undefined {
  let element = locate(xml, offset).element;
  while (element && element.localName !== 'disk') element = element.parent;
  return element;
}
