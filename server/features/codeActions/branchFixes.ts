import * as l10n from '@vscode/l10n';
import {
  checkDocument,
  describeElement,
  parseDocument,
  type Schemas,
  type XmlAttribute,
  type XmlElement,
} from '../../../engine/document';
import { escapeAttribute } from '../xmlText';
import { fix, insertion, replacement, type Fix, type FixRequest } from './fix';
import { startTags, type TagChange } from './startTags';
import { attributeSpot, renameElement } from './textEdits';

/** What says that something stands in the wrong branch of the schema, or that a branch wants more. */
const slips = new Set<string>([
  'foreign-namespace',
  'invalid-value',
  'misplaced-attribute',
  'misplaced-element',
  'missing-attribute',
  'mixed-dialects',
  'unknown-attribute',
  'unknown-element',
]);

/** Another value of an attribute, or a new attribute. */
type Change = Extract<TagChange, { holder: XmlElement }>;

/**
 * Ways to give what is misplaced its place: by another value of an attribute around it, such as `mode="pull"` for a
 * `scratch`.
 * @param innermost the element that is misplaced, or that has the misplaced attribute
 * @param own an attribute that is itself misplaced, and is kept
 */
export function otherBranches(innermost: XmlElement, own: XmlAttribute | undefined, schemas: Schemas): Fix[] {
  const before = slipsOf(startTags(innermost), schemas);
  const first = own ? innermost : innermost.parent;
  const found: Fix[] = [];
  for (let holder = first; holder; holder = holder.parent) {
    for (const change of changesOf(holder, own, schemas)) {
      if (slipsOf(startTags(innermost, change), schemas) < before) found.push(asFix(change));
    }
  }
  return found;
}

/** Ways to give an element that is misplaced the name of one that is not: the likes of `target` for `scratch`. */
export function otherNames(element: XmlElement, names: readonly string[], schemas: Schemas): Fix[] {
  // Without attributes, nothing tells that the two are of a kind.
  if (element.attributes.length === 0) return [];
  const before = slipsOf(startTags(element), schemas);
  return names
    .filter((name) => slipsOf(startTags(element, { renamed: name }), schemas) < before)
    .map((name) => fix(l10n.t('Write "{0}"', name), 'possible', ...renameElement(element, name)));
}

/** The only name that an element without attributes can have here, where it has none that is known. */
export function onlyName({ problem: { offers = [] }, schemas }: FixRequest, element: XmlElement): Fix[] {
  const [only, ...others] = offers;
  const isKnown = schemas.of(element).names.has(element.localName);
  if (only === undefined || others.length > 0 || isKnown || element.attributes.length > 0) return [];
  return [fix(l10n.t('Write "{0}"', only), 'possible', ...renameElement(element, only))];
}

/** The attributes that could be there and list the value of an unknown one: `checkpoint` for `backup="no"`. */
export function namesForValue(
  { problem, schemas }: FixRequest,
  { element, name, value }: XmlAttribute,
): Fix[] {
  const attributes = describeElement(element, schemas)?.attributes ?? {};
  return (problem.offers ?? [])
    .filter((offer) => attributes[offer]?.values.some((listed) => listed.value === value?.text))
    .map((offer) => fix(l10n.t('Write "{0}"', offer), 'possible', replacement(name.range, offer)));
}

/** Whether the schema allows this value in the place of the one that an attribute has. */
export function fits({ element, name }: XmlAttribute, value: string, schemas: Schemas): boolean {
  const after = startTags(element, { holder: element, name: name.text, value });
  return slipsOf(after, schemas) < slipsOf(startTags(element), schemas);
}

/** Values for a new attribute, those first after which least is wrong with the element: `unix` beside a path. */
export function bestFirst(
  holder: XmlElement,
  name: string,
  values: readonly string[],
  schemas: Schemas,
): string[] {
  const left = new Map(
    values.map((value) => [value, slipsOf(startTags(holder, { holder, name, value }), schemas)]),
  );
  return values.toSorted((one, other) => (left.get(one) ?? 0) - (left.get(other) ?? 0));
}

function changesOf(holder: XmlElement, own: XmlAttribute | undefined, schemas: Schemas): Change[] {
  const attributes = Object.entries(describeElement(holder, schemas)?.attributes ?? {});
  return attributes.flatMap(([name, { values }]) => {
    const written = attributeOf(holder, name);
    if (written === own && own) return [];
    return values
      .filter(({ value }) => value !== written?.value?.text)
      .map(({ value }) => ({ holder, name, value }));
  });
}

function asFix({ holder, name, value }: Change): Fix {
  const markup = `${name}="${escapeAttribute(value)}"`;
  const written = attributeOf(holder, name);
  return written
    ? fix(l10n.t('Write {0}', markup), 'possible', replacement(written.range, markup))
    : fix(l10n.t('Add {0}', markup), 'possible', insertion(attributeSpot(holder), ` ${markup}`));
}

/** How much is wrong in a text of nothing but start tags. */
function slipsOf(text: string, schemas: Schemas): number {
  return checkDocument(parseDocument(text), schemas).filter(({ code }) => slips.has(code)).length;
}

function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name.text === name);
}
