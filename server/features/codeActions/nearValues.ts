import * as l10n from '@vscode/l10n';
import type { XmlAttribute } from '../../../engine/document';
import { escapeAttribute } from '../xmlText';
import { fix, replacement, type Fix } from './fix';
import { removeAttribute } from './textEdits';

/**
 * What else a value may be meant as: without blanks, in small letters; a disk's name without the folder of its device,
 * an NVMe disk by its namespace.
 */
export function nearValues({ element }: XmlAttribute, given: string): string[] {
  const value = given.trim();
  const last = element.localName === 'disk' ? value.slice(value.lastIndexOf('/') + 1) : value;
  const namespaced = /^nvme\d+$/i.test(last) ? [`${last.toLowerCase()}n1`] : [];
  const found = new Set([value, value.toLowerCase(), last, last.toLowerCase(), ...namespaced]);
  found.delete(given);
  return [...found];
}

/** Where a server's name is a path, it is that of a unix socket. */
export function asSocket(text: string, { element, name, value, range }: XmlAttribute): Fix[] {
  if (element.localName !== 'server' || name.text !== 'name' || !value?.text.startsWith('/')) return [];
  const named = (other: string): XmlAttribute | undefined =>
    element.attributes.find((each) => each.name.text === other);
  const [transport, port] = [named('transport'), named('port')];
  const socket = `socket="${escapeAttribute(value.text)}"`;
  const edits = transport
    ? [replacement(transport.range, 'transport="unix"'), replacement(range, socket)]
    : [replacement(range, `transport="unix" ${socket}`)];
  if (port) edits.push(removeAttribute(text, port));
  return [fix(l10n.t('Listen on a unix socket'), 'likely', ...edits)];
}
