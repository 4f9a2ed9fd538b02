import * as l10n from '@vscode/l10n';
import { locate, type TextRange, type XmlDocument } from '../../../engine/document';
import { fix, insertion, removal, uncovering, type Fix } from './fix';
import { indentAt, lineEndOf, removeWithLine } from './textEdits';

/** For a comment or instruction inside a start tag: it goes before the tag, on a line of its own if that has one. */
export function markupInTag(xml: XmlDocument, range: TextRange): Fix[] {
  const { text } = xml;
  const { element } = locate(xml, range.start);
  if (!element) return [];
  const { start } = element.range;
  const indent = indentAt(text, start);
  const isFirst = /^$|[\r\n]$/.test(text.slice(0, start - indent.length));
  const comment = text.slice(range.start, range.end) + (isFirst ? lineEndOf(text) + indent : '');
  const isComment = text.startsWith('<!--', range.start);
  const moved = fix(
    isComment ? l10n.t('Move the comment before the tag') : l10n.t('Move it before the tag'),
    'likely',
    insertion(start, comment),
    removal(withSpace(text, range)),
  );
  return [
    // What is in it has not been looked at.
    uncovering(['dashes-in-comment'], moved),
    fix(
      isComment ? l10n.t('Remove the comment') : l10n.t('Remove it'),
      'possible',
      removal(withSpace(text, range)),
    ),
  ];
}

/** With the white space before, where there is some behind, too, or the tag ends. */
function withSpace(text: string, { start, end }: TextRange): TextRange {
  const isSpaced = /^(?:\s|\/?>)/.test(text.slice(end, end + 2));
  const before = /\s$/.test(text.slice(start - 1, start));
  return { start: isSpaced && before ? start - 1 : start, end };
}

/** For an XML declaration at `range`, which is not at the start. */
export function misplacedDeclaration(text: string, range: TextRange): Fix[] {
  const removed = removeWithLine(text, range);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const before = text.slice(start, range.start);
  const title = l10n.t('Remove the XML declaration');
  // There is one already.
  if (/^<\?xml\s/.test(before)) return [fix(title, 'certain', removed)];
  const declaration = text.slice(range.start, range.end);
  const mend =
    before.trim() === ''
      ? fix(l10n.t('Remove the white space before it'), 'certain', removal({ start, end: range.start }))
      : fix(
          l10n.t('Move it to the start of the document'),
          'certain',
          insertion(start, declaration + lineEndOf(text)),
          removed,
        );
  return [mend, fix(title, 'possible', removed)];
}
