import type { ContentInfo } from '../schema/schema';
import type { XmlAttribute } from '../xml/tree';
import { writableFormats } from './formats';

/**
 * Those of the listed values with which a backup can be made, the usual one first: the language has formats and
 * transports that the rules here refuse at once.
 */
export function usableValues({ element, name }: XmlAttribute, content: ContentInfo): ContentInfo {
  const place = `${element.localName}/@${name.text}`;
  const isFormat = place === 'driver/@type' || place === 'target/@format';
  const usable = isFormat ? writableFormats : place === 'server/@transport' ? ['tcp', 'unix'] : undefined;
  if (!usable) return content;
  const values = usable.flatMap((each) => content.values.filter(({ value }) => value === each));
  return values.length === 0 ? content : { ...content, values };
}
