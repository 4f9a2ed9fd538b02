import * as l10n from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver/node';
import { locate, type Location, type XmlAttribute, type XmlElement } from '../../engine/document';
import type { BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import type { Offer } from './completionRequest';
import { checkpointsFor, describeCheckpoint } from './machineCheckpoint';
import { describeDisk } from './machineDisk';

/** Places whose values are names on the machine. */
type NamedThing = 'disk' | 'checkpoint' | 'target-file';

/** Whether there is something at `offset` that the machine knows best: names to complete, or a disk or checkpoint to explain. */
export function wantsMachine(
  purpose: 'completion' | 'hover',
  { xml }: BackupDocument,
  offset: number,
): 'yes' | 'no' {
  const place = locate(xml, offset);
  const thing = thingAt(place);
  const isExplained = place.element?.localName === 'disk' || thing === 'checkpoint';
  return (purpose === 'hover' ? isExplained : thing !== undefined) ? 'yes' : 'no';
}

/** What the machine offers for a value or text. */
export function machineOffers(
  place: Location,
  machine: MachineInfo | undefined,
  write: (value: string) => string,
): Offer[] {
  const thing = machine && thingAt(place);
  if (!machine || thing === undefined) return [];
  const offer = (value: string, detail: string): Offer => ({
    label: value,
    filterText: value,
    kind: CompletionItemKind.Value,
    detail,
    documentation: [],
    rank: 0,
    replaces: place.range,
    pieces: [write(value)],
  });
  const disk = 'attribute' in place ? place.attribute?.element : undefined;
  if (thing === 'checkpoint') {
    return checkpointsFor(disk, machine).map((each) => offer(each.name, describeCheckpoint(each).join(', ')));
  }
  if (thing === 'target-file') {
    const file = fileName(disk?.parent);
    return machine.folders.map((folder) =>
      offer(`${folder.replace(/\/+$/, '')}/${file}`, l10n.t('target folder')),
    );
  }
  const taken = namesBeside(disk);
  const free = new Map(machine.disks.filter(({ name }) => !taken.has(name)).map((each) => [each.name, each]));
  return [...free.values()].map((each) => offer(each.name, describeDisk(each, machine).join(', ')));
}

/** What the value or text at a place names; absent: nothing that the machine knows. */
export function thingAt(place: Location): NamedThing | undefined {
  if (place.kind === 'text') return place.element?.localName === 'incremental' ? 'checkpoint' : undefined;
  if (place.kind !== 'attribute-value') return undefined;
  const { attribute } = place;
  const { localName } = attribute.element;
  const name = attribute.name.text;
  if (localName === 'disk') {
    if (name === 'name') return 'disk';
    return name === 'incremental' ? 'checkpoint' : undefined;
  }
  const isTarget = localName === 'target' || localName === 'scratch';
  return isTarget && name === 'file' ? 'target-file' : undefined;
}

/**
 * Whether examples are worth offering beside the machine's own names: what a running machine does not have is nothing that
 * it could back up, or start from.
 */
export function wantsExamples(place: Location, machine: MachineInfo | undefined): 'yes' | 'no' {
  const thing = thingAt(place);
  return machine?.origin === 'running' && (thing === 'disk' || thing === 'checkpoint') ? 'no' : 'yes';
}

/** The names that a disk's attribute `name` cannot have any more; none for any other attribute. */
export function namesTaken({ element, name }: XmlAttribute): ReadonlySet<string> {
  return element.localName === 'disk' && name.text === 'name' ? namesBeside(element) : new Set();
}

/** The names of the other disks of a list. */
function namesBeside(disk: XmlElement | undefined): Set<string> {
  const siblings = disk?.parent?.children ?? [];
  return new Set(
    siblings.flatMap((node) =>
      node.kind === 'element' && node !== disk ? (attributeOf(node, 'name')?.value?.text ?? []) : [],
    ),
  );
}

/** A file name for the backup of a disk: its name and its format. */
export function fileName(disk: XmlElement | undefined): string {
  const written = (disk && attributeOf(disk, 'name')?.value?.text) ?? '';
  const name = written.slice(written.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const driver = disk?.children.find((node) => node.kind === 'element' && node.localName === 'driver');
  const format = driver?.kind === 'element' ? attributeOf(driver, 'type')?.value?.text : undefined;
  return `${name === '' ? 'disk' : name}.${format === 'raw' ? 'img' : 'qcow2'}`;
}

function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name.text === name);
}
