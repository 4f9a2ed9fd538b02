import * as l10n from '@vscode/l10n';
import { describeElement, type Schemas, type XmlDocument, type XmlElement } from '../../../engine/document';
import { escapeAttribute } from '../xmlText';
import { leftOut } from './diskEdits';
import { fix, insertion, replacement, type Fix, type FixRequest } from './fix';
import { removedElement } from './syntaxFixes';
import { attributeSpot, removeAttribute, writeText } from './textEdits';
import { attributeAt, elementAt, enclosing } from './whereabouts';

/** Ways to say since which checkpoint; or else to copy all, which is never what the word "incremental" asks for. */
export function missingCheckpoint(request: FixRequest): Fix[] {
  const disk = enclosing(request, 'disk');
  const { xml, schemas } = request;
  if (!disk) {
    const element = elementAt(request);
    const { text } = (element && describeElement(element, schemas)) ?? {};
    const example = text?.datatypes[0]?.example;
    const named =
      element && example !== undefined
        ? [fix(l10n.t('Write {0}', example), 'possible', writeText(element, example))]
        : [];
    return [...named, ...removedElement(request, 'possible')];
  }
  const attribute = attributeAt(request);
  if (!attribute) return [];
  const mode = disk.attributes.find(({ name }) => name.text === 'backupmode');
  const named = checkpointNames(xml, disk, schemas).map((name) => {
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

/** The checkpoints that other disks of the document start from, or else an example of one. */
function checkpointNames({ root }: XmlDocument, disk: XmlElement, schemas: Schemas): string[] {
  const list = disk.parent ?? root;
  const named = (list?.children ?? []).flatMap((node) =>
    node.kind === 'element'
      ? node.attributes.flatMap(({ name, value }) =>
          name.text === 'incremental' && value && value.text !== '' ? [value.text] : [],
        )
      : [],
  );
  if (named.length > 0) return [...new Set(named)].slice(0, 3);
  const [kind] = describeElement(disk, schemas)?.attributes['incremental']?.datatypes ?? [];
  return kind ? [kind.example] : [];
}
