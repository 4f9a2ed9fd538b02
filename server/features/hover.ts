import * as l10n from '@vscode/l10n';
import type { Hover } from 'vscode-languageserver/node';
import {
  describeAttribute,
  describeElement,
  locate,
  say,
  translated,
  type ContentInfo,
  type TextRange,
} from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { toRange, type BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import { documented, toMarkup } from '../markup';
import { describeCheckpoint } from './machineCheckpoint';
import { describeDisk, disksOf } from './machineDisk';
import { thingAt } from './machineNames';

/** Explains the element name, the text, or the attribute's name or value at `offset`. */
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

/** What the machines say about the checkpoint, or the disk whose tag is, at `offset`. */
function onMachine({ xml }: BackupDocument, offset: number, machine: MachineInfo | undefined): string[] {
  if (!machine) return [];
  const place = locate(xml, offset);
  if (thingAt(place) === 'checkpoint') {
    const name = xml.text.slice(place.range.start, place.range.end);
    return machine.checkpoints
      .filter((checkpoint) => checkpoint.name === name)
      .map((checkpoint) =>
        machine.origin === 'running'
          ? l10n.t('Now: {0}.', describeCheckpoint(checkpoint).join(', '))
          : l10n.t('Known from a file of this workspace.'),
      );
  }
  const disks = place.element ? disksOf(place.element, machine) : [];
  const told = disks.map((disk) => describeDisk(disk, machine).join(', ')).filter((words) => words !== '');
  return told.map((words) =>
    machine.origin === 'running'
      ? l10n.t('Now: {0}.', words)
      : l10n.t('In the domain file of this workspace: {0}.', words),
  );
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
      return info && { range, paragraphs: documented(info.documentation) };
    }
    case 'attribute-name': {
      const info =
        place.attribute === undefined ? undefined : describeAttribute(place.attribute, document.schemas);
      return info && { range, paragraphs: [...documented(info.documentation), ...possibleContent(info)] };
    }
    case 'attribute-value': {
      const info = describeAttribute(place.attribute, document.schemas);
      const written = place.attribute.value?.text;
      return (
        info && { range, paragraphs: [...explainedValue(info, written), ...documented(info.documentation)] }
      );
    }
    case 'text': {
      const { text, documentation = [] } =
        (place.element && describeElement(place.element, document.schemas)) ?? {};
      if (!text || range.start === range.end) return undefined;
      const written = document.xml.text.slice(range.start, range.end);
      return { range, paragraphs: [...explainedValue(text, written), ...documented(documentation)] };
    }
    case 'comment':
    case 'cdata':
    case 'instruction':
    case 'doctype':
    case 'punctuation':
      break;
  }
  return undefined;
}

/** What is written, if it is listed, and else what could be. */
function explainedValue(content: ContentInfo, written: string | undefined): string[] {
  const listed = content.values.find(({ value }) => value === written);
  return possibleContent(listed === undefined ? content : { values: [listed], datatypes: [] });
}

/** What an attribute or text can hold: one paragraph for each listed value, and one for all data types. */
function possibleContent({ values, datatypes }: ContentInfo): string[] {
  const words = [...new Set(datatypes.map((datatype) => translated(say(datatype.words), l10n.t)))];
  return [
    ...values.map(({ value, documentation }) => `\`${value}\`: ${documented(documentation).join(' ')}`),
    ...(words.length === 0 ? [] : [l10n.t('Value: {0}.', alternatives(words))]),
  ];
}

function alternatives(words: readonly string[]): string {
  return words.reduce((one, other) => l10n.t('{0} or {1}', one, other));
}
