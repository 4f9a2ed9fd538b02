import type { ContentInfo } from '../schema/schema';
import type { XmlElement } from '../xml/tree';
import { writableFormats } from './formats';

/**
 * Those of the listed values with which a backup can be made, the usual one first: the language has formats and
 * transports that the rules here refuse at once.
 * @param element the element's name, and `attribute` the attribute's, as the schema has them
 */
export function usableValues(element: string, attribute: string, content: ContentInfo): ContentInfo {
  const place = `${element}/@${attribute}`;
  const isFormat = place === 'driver/@type' || place === 'target/@format';
  const usable = isFormat ? writableFormats : place === 'server/@transport' ? ['tcp', 'unix'] : undefined;
  if (!usable) return content;
  const values = usable.flatMap((each) => content.values.filter(({ value }) => value === each));
  return values.length === 0 ? content : { ...content, values };
}

/** The same for values alone. */
export function usableNames(element: string, attribute: string, listed: readonly string[]): string[] {
  const values = listed.map((value) => ({ value, documentation: [] }));
  return usableValues(element, attribute, { values, datatypes: [] }).values.map(({ value }) => value);
}

/**
 * Those of the attributes that go with a backup which can be made: a group of file descriptors goes only with the
 * transport that the rules here refuse, so it is told of only where that is written already.
 */
export function usableAttributes(
  { localName, attributes }: XmlElement,
  possible: readonly string[],
): readonly string[] {
  if (localName !== 'server' || !possible.includes('fdgroup')) return possible;
  const isRefused = attributes.some(({ name, value }) => name.text === 'transport' && value?.text === 'fd');
  return isRefused ? possible : possible.filter((name) => name !== 'fdgroup');
}
