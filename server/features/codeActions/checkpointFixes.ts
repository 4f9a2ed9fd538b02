import * as l10n from '@vscode/l10n';
import { describeElement, type XmlElement } from '../../../engine/document';
import type { MachineInfo } from '../../machine';
import { checkpointsFor } from '../machineCheckpoint';
import { escapeAttribute } from '../xmlText';
import { leftOut } from './diskEdits';
import { fix, insertion, replacement, type Fix, type FixRequest } from './fix';
import { removedElement } from './syntaxFixes';
import { attributeSpot, removeAttribute, writeText } from './textEdits';
import { attributeAt, elementAt, enclosing } from './whereabouts';

/** More names than these are a list that completion shows better. */
const mostNames = 3;

/** Ways to say since which checkpoint; or else to copy all, which is never what the word "incremental" asks for. */
export function missingCheckpoint(request: FixRequest): Fix[] {
  const disk = enclosing(request, 'disk');
  const { xml, schemas, machine } = request;
  if (!disk) {
    const element = elementAt(request);
    if (!element) return [];
    const example = describeElement(element, schemas)?.text?.datatypes[0]?.example;
    const named = knownOr(example, machine).map((name) =>
      fix(l10n.t('Write {0}', name), 'possible', ...writeText(element, name)),
    );
    return [...named, ...removedElement(request, 'possible')];
  }
  const attribute = attributeAt(request);
  if (!attribute) return [];
  const mode = disk.attributes.find(({ name }) => name.text === 'backupmode');
  const named = checkpointNames(request, disk).map((name) => {
    const markup = `incremental="${escapeAttribute(name)}"`;
    const edit =
      attribute === mode
        ? insertion(attributeSpot(disk), ` ${markup}`)
        : replacement(attribute.range, markup);
    const title = attribute === mode ? l10n.t('Add {0}', markup) : l10n.t('Write {0}', markup);
    return fix(title, 'possible', edit);
  });
  const others = attribute === mode ? [] : [removeAttribute(xml.text, attribute)];
  const full = mode?.value
    ? [replacement(mode.value.range, 'full'), ...others]
    : [replacement(attribute.range, 'backupmode="full"')];
  return [...named, fix(l10n.t('Back up the disk in full'), 'possible', ...full), ...leftOut(xml.text, disk)];
}

/** The checkpoints that are known, the newest ones; or an example, unless a running machine has none. */
function knownOr(example: string | undefined, machine: MachineInfo | undefined, disk?: XmlElement): string[] {
  const names = machine ? checkpointsFor(disk, machine).map(({ name }) => name) : [];
  if (names.length === 0 && machine?.origin !== 'running') return example === undefined ? [] : [example];
  return [...new Set(names)].slice(0, mostNames);
}

/** The checkpoints that other disks of the document start from, or else those of the machine, or an example of one. */
function checkpointNames({ xml: { root }, schemas, machine }: FixRequest, disk: XmlElement): string[] {
  const list = disk.parent ?? root;
  const named = (list?.children ?? []).flatMap((node) =>
    node.kind === 'element'
      ? node.attributes.flatMap(({ name, value }) =>
          name.text === 'incremental' && value && value.text !== '' ? [value.text] : [],
        )
      : [],
  );
  if (named.length > 0) return [...new Set(named)].slice(0, mostNames);
  const [kind] = describeElement(disk, schemas)?.attributes['incremental']?.datatypes ?? [];
  return knownOr(kind?.example, machine, disk);
}
