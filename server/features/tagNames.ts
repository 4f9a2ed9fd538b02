import { locate, type TextRange, type XmlElement } from '../../engine/document';
import type { BackupDocument } from '../documents';

/** An element whose name the cursor is in, with the places of that name. */
export interface TagNames {
  element: XmlElement;
  /** The one that the cursor is in. */
  here: TextRange;
  /** In the start tag, and in the end tag if there is one; their texts differ where one is misspelled. */
  names: TextRange[];
}

/** The element in whose start or end tag's name `offset` is; absent: it is in no name that is written. */
export function tagNamesAt({ xml }: BackupDocument, offset: number): TagNames | undefined {
  const place = locate(xml, offset);
  if (place.kind !== 'element-name' && place.kind !== 'end-tag') return undefined;
  const { element, range: here } = place;
  if (element === undefined || element.name.text === '') return undefined;
  const names = [element.name.range, ...(element.endTag ? [element.endTag.name.range] : [])];
  // An end tag that ends nothing is inside some element, too.
  const isOneOfThem = names.some(({ start }) => start === here.start);
  return isOneOfThem && here.start <= offset && offset <= here.end ? { element, here, names } : undefined;
}
