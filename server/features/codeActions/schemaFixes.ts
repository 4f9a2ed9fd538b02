import * as l10n from '@vscode/l10n';
import {
  describeAttribute,
  describeElement,
  isOtherKind,
  meaningCodes,
  nearest,
  possibleValues,
  type ContentInfo,
  type ProblemCode,
  type XmlElement,
} from '../../../engine/document';
import { describeNewAttribute } from '../skeleton';
import { freeName } from '../freeName';
import { escapeAttribute } from '../xmlText';
import { absolutePaths } from './absolutePath';
import { bestFirst, fits, namesForValue, onlyName, otherBranches, otherNames } from './branchFixes';
import { aboutCheckpoints, attributeAsCheckpoint, elementAsCheckpoint } from './checkpointNames';
import { leftOut } from './diskEdits';
import { fix, insertion, replacement, uncovering, type Fix, type FixRequest } from './fix';
import { emptyTwin, joined } from './joined';
import { moved } from './movedElement';
import { withoutNamespace } from './namespaceFixes';
import { asSocket, nearValues } from './nearValues';
import { newElements } from './newElement';
import {
  asAttribute,
  asText,
  attributeAsChild,
  attributeAsElement,
  attributeAsText,
  machineDisk,
  textAsAttribute,
  textAsElement,
} from './otherForms';
import { mostValues, sameLetters, suggestions } from './suggestions';
import { commentedOrRemoved, removedElement } from './syntaxFixes';
import { appendChild, attributeSpot, removeAttribute, renameElement } from './textEdits';
import { invalidText, missingText } from './textFixes';
import { attributeAt, elementAt } from './whereabouts';

/** What a maker needs beside the place. */
export interface SchemaFixRequest extends FixRequest {
  /** The document's URI. */
  uri: string;
}

/** What a value decides about, and what cannot be told while it is wrong. */
const hiddenByValue: readonly ProblemCode[] = ['missing-attribute', 'missing-element', ...meaningCodes];
/** What does not go with the value that is written but for its case, as a server does not with `mode="Push"`. */
const hiddenByCase: readonly ProblemCode[] = [...hiddenByValue, 'misplaced-attribute', 'misplaced-element'];

/** Ways to mend what the schema does not allow. */
export const schemaFixes: Partial<Record<ProblemCode, (request: SchemaFixRequest) => Fix[]>> = {
  'attribute-without-value': (request) => {
    const attribute = attributeAt(request);
    if (!attribute) return [];
    const content = possibleValues(request.xml, attribute, request.schemas);
    const hasEquals = request.xml.text.charAt(attribute.range.end - 1) === '=';
    return examples(content).map((value) =>
      fix(
        l10n.t('Write {0}="{1}"', attribute.name.text, value),
        'possible',
        insertion(attribute.range.end, `${hasEquals ? '' : '='}"${escapeAttribute(value)}"`),
      ),
    );
  },
  'foreign-namespace': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const { offers = [] } = request.problem;
    // A name that has no place here is none that was meant.
    const isMeant = !element.parent || nearest(element.localName, offers) !== undefined;
    const mend = isMeant ? withoutNamespace(request.xml.text, element) : undefined;
    // What is in another namespace has not been looked at.
    const mended = mend ? [uncovering('anything', mend)] : [];
    return element.parent ? [...mended, ...removedElement(request, 'possible')] : mended;
  },
  'invalid-text': invalidText,
  'invalid-value': (request) => {
    const { problem, uri } = request;
    const attribute = attributeAt(request);
    const value = attribute?.value;
    if (!value) return [];
    const write = (text: string) => replacement(value.range, escapeAttribute(text));
    const { offers = [] } = problem;
    const hidden = sameLetters(value.text, offers) === undefined ? hiddenByValue : hiddenByCase;
    // Of what is plainly meant, what is hidden has been there all the time; other values would only bring it.
    const listed = suggestions(value.text, offers, (each) => [write(each)]).map((mend) =>
      mend.confidence === 'possible' ? mend : uncovering(hidden, mend),
    );
    const paths = absolutePaths(value.text, uri).map((path, index) =>
      fix(l10n.t('Write {0}', path), index === 0 && listed.length === 0 ? 'likely' : 'possible', write(path)),
    );
    const [first, ...others] = [...listed, ...paths];
    if (first) {
      // Where "no" is what is written, and a target or type keeps it from going, the disk is to be left out.
      const isNo = attribute.name.text === 'backup' && value.text.toLowerCase() === 'no';
      const out = isNo ? leftOut(request.xml.text, attribute.element) : [];
      return first.confidence === 'possible' ? [...out, first, ...others] : [first, ...out, ...others];
    }
    const sockets = asSocket(request.xml.text, attribute);
    if (sockets.length > 0) return sockets;
    const near = nearValues(attribute, value.text).filter((each) => fits(attribute, each, request.schemas));
    if (near.length > 0) return near.map((each) => fix(l10n.t('Write "{0}"', each), 'likely', write(each)));
    const info = describeAttribute(attribute, request.schemas);
    const kinds = info ? examples({ values: [], datatypes: info.datatypes }) : [];
    const { element, name } = attribute;
    const free = kinds.map((example) => freeName(element, name.text, example));
    return free.map((example) => fix(l10n.t('Write "{0}"', example), 'possible', write(example)));
  },
  'misplaced-attribute': (request) => {
    const attribute = attributeAt(request);
    if (!attribute) return [];
    const { element, name } = attribute;
    const kindsOf = (holder: XmlElement, of: string): string =>
      (describeElement(holder, request.schemas)?.attributes[of]?.datatypes ?? [])
        .map(({ words }) => words)
        .join();
    const isNew = (other: string): boolean => element.attributes.every((each) => each.name.text !== other);
    const [twin, ...others] = (request.problem.offers ?? []).filter(isNew);
    // Of several that are possible none is meant.
    const renamed =
      twin === undefined || others.length > 0
        ? []
        : [fix(l10n.t('Write "{0}"', twin), 'possible', replacement(name.range, twin))];
    const isOfOneKind = twin !== undefined && kindsOf(element, twin) === kindsOf(element, name.text);
    const removed = fix(
      l10n.t('Remove the attribute "{0}"', name.text),
      'possible',
      removeAttribute(request.xml.text, attribute),
    );
    return [
      ...(isOfOneKind ? renamed : []),
      ...otherBranches(element, attribute, request.schemas),
      uncovering(aboutCheckpoints, removed),
      // What holds another kind of value is hardly meant.
      ...(isOfOneKind ? [] : renamed),
    ];
  },
  'misplaced-element': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    return [
      ...joined(request, element),
      ...otherNames(element, request.problem.offers ?? [], request.schemas),
      ...otherBranches(element, undefined, request.schemas),
      ...moved(request, element),
      ...removedElement(request, 'possible'),
    ];
  },
  'missing-attribute': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const { offers = [], values: fitting } = request.problem;
    const asMachine = offers.includes('name') ? machineDisk(element) : [];
    const written = offers.flatMap((name) => {
      const content = describeNewAttribute(element, name, undefined, request.schemas);
      const listed = content.values.filter(({ value }) => fitting?.includes(value) ?? true);
      const free = examples({ ...content, values: listed }).map((value) => freeName(element, name, value));
      const values = bestFirst(element, name, free, request.schemas);
      // An example is not what the author means.
      const isOnly = offers.length === 1 && values.length === 1 && listed.length === 1;
      const confidence = isOnly ? 'likely' : 'possible';
      const added = values.map((value) =>
        fix(
          l10n.t('Add {0}="{1}"', name, value),
          confidence,
          insertion(attributeSpot(element), ` ${name}="${escapeAttribute(value)}"`),
        ),
      );
      return [...textAsAttribute(element, name), ...added];
    });
    return [...asMachine, ...written];
  },
  'missing-element': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const { offers = [] } = request.problem;
    const filled = offers.flatMap((name) => {
      const added = newElements(request.xml, element, name, request.schemas);
      const edit = appendChild(request.xml.text, element, added.map(({ markup }) => markup).join('\n'));
      const names = added
        .map((each) => `<${each.name}>`)
        .reduce((one, other) => l10n.t('{0} and {1}', one, other));
      return edit ? [fix(l10n.t('Add {0}', names), offers.length === 1 ? 'likely' : 'possible', edit)] : [];
    });
    const asWritten = offers.flatMap((name) => textAsElement(request, element, name));
    return [...emptyTwin(request, element), ...asWritten, ...filled];
  },
  'missing-text': missingText,
  'unexpected-text': (request) => {
    const { range, offers = [] } = request.problem;
    const tags = offers
      .filter((offer) => offer.startsWith('<'))
      .map(() => fix(l10n.t('Insert "<"'), 'certain', insertion(range.start, '<')));
    return [...tags, ...commentedOrRemoved(request)];
  },
  'unknown-attribute': (request) => {
    const attribute = attributeAt(request);
    if (!attribute) return [];
    const { text, range } = attribute.name;
    const { meant, offers = [] } = request.problem;
    // What only the value tells is no slip of the fingers.
    const confidence = nearest(text, offers) === meant ? 'certain' : 'likely';
    const renamed =
      meant === undefined
        ? [
            ...attributeAsCheckpoint(request, attribute),
            ...attributeAsChild(request, attribute),
            ...attributeAsText(request, attribute),
            ...namesForValue(request, attribute),
            ...attributeAsElement(request, attribute),
          ]
        : [fix(l10n.t('Did you mean "{0}"?', meant), confidence, replacement(range, meant))];
    const removed = fix(
      l10n.t('Remove the attribute "{0}"', text),
      'possible',
      removeAttribute(request.xml.text, attribute),
    );
    return [...renamed, uncovering(aboutCheckpoints, removed)];
  },
  'unknown-element': (request) => {
    const element = elementAt(request);
    if (!element) return [];
    const { meant, offers = [] } = request.problem;
    // The definition of a machine, or of a snapshot, is no document under another name.
    if (!element.parent && isOtherKind(element.localName)) return [];
    const renamed =
      meant !== undefined
        ? [fix(l10n.t('Did you mean "{0}"?', meant), 'certain', ...renameElement(element, meant))]
        : element.parent
          ? [
              ...asAttribute(request, element),
              ...asText(request, element),
              ...otherNames(element, offers, request.schemas).map((mend) => uncovering('anything', mend)),
              ...onlyName(request, element),
              ...elementAsCheckpoint(request, element),
              ...moved(request, element),
            ]
          : offers.map((name) =>
              fix(l10n.t('Write "{0}"', name), 'possible', ...renameElement(element, name)),
            );
    // What a document means is not looked at as long as its root has no name that is known. One whose name resembles none
    // may well be something else, such as the XML of a machine: another name must mend that.
    if (!element.parent)
      return meant === undefined ? renamed : renamed.map((mend) => uncovering('anything', mend));
    const removed = removedElement(request, 'possible').map((mend) => uncovering(aboutCheckpoints, mend));
    return [...renamed, ...removed];
  },
};

/** A few values that may stand there. */
function examples({ values, datatypes }: ContentInfo): string[] {
  const all = [...values.map(({ value }) => value), ...datatypes.map(({ example }) => example)];
  return [...new Set(all)].filter((value) => value !== '').slice(0, mostValues);
}
