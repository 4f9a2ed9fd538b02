import type { Hover } from 'vscode-languageserver/node';
import {
  describeAttribute,
  describeElement,
  locate,
  type ContentInfo,
  type TextRange,
} from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { toRange, type BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import { toMarkup } from '../markup';
import { describeDisk, diskOf } from './machineDisk';

/** Explains the element name, attribute name or attribute value at `offset`. */
export function hover(
  document: BackupDocument,
  offset: number,
  abilities: ClientAbilities,
  machine?: MachineInfo,
): Hover | null {
  const explained = explain(document, offset);
  if (explained === undefined || explained.paragraphs.length === 0) return null;
  const paragraphs = [...explained.paragraphs, ...onMachine(document, offset, machine)];
  return {
    range: toRange(document, explained.range),
    contents: toMarkup(paragraphs, abilities.hoverContent),
  };
}

/** What the machine says about the disk whose tag is at `offset`. */
function onMachine({ xml }: BackupDocument, offset: number, machine: MachineInfo | undefined): string[] {
  const { element } = locate(xml, offset);
  const disk = element && diskOf(element, machine);
  if (!disk || !machine) return [];
  const words = describeDisk(disk, machine);
  const origin = machine.origin === 'running' ? 'Now' : 'In the domain file of this workspace';
  return words.length === 0 ? [] : [`${origin}: ${words.join(', ')}.`];
}

function explain(
  document: BackupDocument,
  offset: number,
): { range: TextRange; paragraphs: string[] } | undefined {
  const place = locate(document.xml, offset);
  const { range } = place;
  // In an end tag the place can be beside the name.
  if (offset < range.start || offset > range.end) return undefined;
  switch (place.kind) {
    case 'element-name':
    case 'end-tag': {
      const info = place.element === undefined ? undefined : describeElement(place.element, document.schemas);
      return info && { range, paragraphs: info.documentation };
    }
    case 'attribute-name': {
      const info =
        place.attribute === undefined ? undefined : describeAttribute(place.attribute, document.schemas);
      return info && { range, paragraphs: [...info.documentation, ...possibleContent(info)] };
    }
    case 'attribute-value': {
      const info = describeAttribute(place.attribute, document.schemas);
      const written = info?.values.find(({ value }) => value === place.attribute.value?.text);
      const values = written === undefined ? info : { values: [written], datatypes: [] };
      return info && values && { range, paragraphs: [...possibleContent(values), ...info.documentation] };
    }
    case 'text':
    case 'comment':
    case 'cdata':
    case 'instruction':
    case 'doctype':
    case 'punctuation':
      break;
  }
  return undefined;
}

/** What an attribute can hold: one paragraph for each listed value, and one for all data types. */
function possibleContent({ values, datatypes }: ContentInfo): string[] {
  const words = [...new Set(datatypes.map((datatype) => datatype.words))];
  return [
    ...values.map(({ value, documentation }) => `\`${value}\`: ${documentation.join(' ')}`),
    ...(words.length === 0 ? [] : [`Value: ${words.join(' or ')}.`]),
  ];
}
