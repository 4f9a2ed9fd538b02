import { DocumentHighlightKind, type DocumentHighlight } from 'vscode-languageserver/node';
import { locate, type TextRange, type XmlAttribute, type XmlElement } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';
import { elementsOf } from './elements';
import { tagNamesAt } from './tagNames';

/** Something that a document can name in several places. */
interface Mention {
  what: 'disk' | 'path' | 'checkpoint';
  text: string;
  range: TextRange;
}

/**
 * Everything that names the same as what is at `offset`: both names of a tag, or all places of a disk's name, of a
 * path that is written to, of a checkpoint.
 */
export function highlights(document: BackupDocument, offset: number): DocumentHighlight[] {
  const tag = tagNamesAt(document, offset);
  if (tag !== undefined) {
    return tag.names.map((range) => ({ range: toRange(document, range), kind: DocumentHighlightKind.Text }));
  }
  const mention = mentionAt(document, offset);
  if (mention === undefined || mention.text === '') return [];
  const same: DocumentHighlight[] = [];
  for (const element of elementsOf(document.xml)) {
    for (const { what, text, range } of mentionsOf(element)) {
      if (what !== mention.what || text !== mention.text) continue;
      const kind = what === 'path' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read;
      same.push({ range: toRange(document, range), kind });
    }
  }
  return same;
}

function mentionAt({ xml }: BackupDocument, offset: number): Mention | undefined {
  const { kind, element } = locate(xml, offset);
  if (element === undefined || (kind !== 'attribute-value' && kind !== 'text')) return undefined;
  return mentionsOf(element).find(({ range }) => range.start <= offset && offset <= range.end);
}

function mentionsOf(element: XmlElement): Mention[] {
  const { localName, attributes, children } = element;
  const mentions = attributes.flatMap((attribute) => {
    const what = whatIsNamed(localName, attribute);
    const { value } = attribute;
    return what === undefined || value === undefined ? [] : [{ what, text: value.text, range: value.range }];
  });
  const [only, ...others] = children;
  if (localName === 'incremental' && only?.kind === 'text' && others.length === 0) {
    mentions.push({ what: 'checkpoint', text: only.content.trim(), range: only.words });
  }
  return mentions;
}

function whatIsNamed(element: string, { name, value }: XmlAttribute): Mention['what'] | undefined {
  if (element === 'disk' && name.text === 'incremental') return 'checkpoint';
  // The dialect of 2017 names disks by their path, too, and that can be a target by mistake.
  if (element === 'disk' && name.text === 'name')
    return value?.text.startsWith('/') === true ? 'path' : 'disk';
  const holdsPath = element === 'target' || element === 'scratch';
  return holdsPath && (name.text === 'file' || name.text === 'dev') ? 'path' : undefined;
}
