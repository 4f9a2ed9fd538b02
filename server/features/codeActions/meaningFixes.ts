import * as l10n from '@vscode/l10n';
import type { ProblemCode, XmlAttribute, XmlElement } from '../../../engine/document';
import { missingCheckpoint } from './checkpointFixes';
import { fileName } from '../machineNames';
import { escapeAttribute } from '../xmlText';
import { leftOut } from './diskEdits';
import { fix, replacement, type Fix, type FixRequest } from './fix';
import { removedElement } from './syntaxFixes';
import { appendChild, removeWithLine } from './textEdits';
import { attributeAt, elementAt, enclosing } from './whereabouts';

/** Ways to mend what the schema allows and cannot be done all the same. */
export const meaningFixes: Partial<Record<ProblemCode, (request: FixRequest) => Fix[]>> = {
  'duplicate-disk': (request) => {
    const disk = enclosing(request, 'disk');
    if (!disk) return [];
    const { text } = request.xml;
    const markup = text.slice(disk.range.start, disk.range.end);
    // Where the two differ, only their author knows which is meant.
    const confidence = text.indexOf(markup) < disk.range.start ? 'likely' : 'possible';
    return [fix(l10n.t('Remove this disk'), confidence, removeWithLine(text, disk.range))];
  },
  'duplicate-target': (request) => [
    ...ownPath(request),
    ...leftOut(request.xml.text, enclosing(request, 'disk')),
  ],
  'ignored-seclabel': (request) => removedElement(request, 'possible'),
  'missing-checkpoint': missingCheckpoint,
  'no-disk-left': (request) => {
    const element = elementAt(request);
    return element?.localName === 'disks'
      ? [
          fix(
            l10n.t('Remove "disks", so that every disk takes part'),
            'possible',
            removeWithLine(request.xml.text, element.range),
          ),
        ]
      : [];
  },
  'partial-increment': (request) => {
    const root = enclosing(request, 'domainbackup');
    const attribute = attributeAt(request);
    if (!root || !attribute?.value) return [];
    const value = request.xml.text.slice(attribute.value.range.start, attribute.value.range.end);
    const edit = appendChild(request.xml.text, root, `<incremental>${value}</incremental>`);
    return edit ? [fix(l10n.t('Back up all disks since this checkpoint'), 'possible', edit)] : [];
  },
  'raw-increment': (request) => [...formats(request, ['qcow2'])],
  'target-is-folder': (request) => {
    const value = attributeAt(request)?.value;
    if (!value) return [];
    const written = request.xml.text.slice(value.range.start, value.range.end);
    const file = `${written.replace(/\/+$/, '')}/${escapeAttribute(fileName(enclosing(request, 'disk')))}`;
    return [fix(l10n.t('Write {0}', file), 'possible', replacement(value.range, file))];
  },
  'target-is-source': (request) => [
    ...ownPath(request),
    ...leftOut(request.xml.text, enclosing(request, 'disk')),
  ],
  'unsupported-format': (request) => [
    ...formats(request, ['qcow2', 'raw']),
    ...leftOut(request.xml.text, enclosing(request, 'disk')),
  ],
  'unsupported-transport': (request) => {
    const server = enclosing(request, 'server');
    const group = named(server, 'fdgroup');
    const transport = named(server, 'transport');
    if (!server || !transport) return [];
    const otherwise = (title: string, written: string, place: string): Fix =>
      group
        ? fix(title, 'possible', replacement(transport.range, written), replacement(group.range, place))
        : fix(title, 'possible', replacement(transport.range, `${written} ${place}`));
    return [
      otherwise(l10n.t('Listen on a unix socket'), 'transport="unix"', 'socket="/run/backup.sock"'),
      otherwise(l10n.t('Listen on a TCP port'), 'transport="tcp"', 'name="localhost"'),
    ];
  },
};

function formats(request: FixRequest, names: string[]): Fix[] {
  const value = attributeAt(request)?.value;
  if (!value) return [];
  return names.map((name, index) =>
    fix(l10n.t('Write "{0}"', name), index === 0 ? 'likely' : 'possible', replacement(value.range, name)),
  );
}

/** A path of the disk's own: the one that is written, with the disk's name before its extension. */
function ownPath(request: FixRequest): Fix[] {
  const value = attributeAt(request)?.value;
  const name = named(enclosing(request, 'disk'), 'name')?.value?.text;
  if (!value || name === undefined) return [];
  const written = request.xml.text.slice(value.range.start, value.range.end);
  const [, stem = written, extension = ''] = /^(.*?)(\.[^./]*)?$/.exec(written) ?? [];
  const own = `${stem}-${name.startsWith('/') ? 'backup' : name}${extension}`;
  return [fix(l10n.t('Write {0}', own), 'possible', replacement(value.range, own))];
}

function named(element: XmlElement | undefined, name: string): XmlAttribute | undefined {
  return element?.attributes.find((each) => each.name.text === name);
}
