import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { TextEdit, type Diagnostic, type Position, type Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { abilitiesOf } from '../../../server/clientAbilities';
import { createLanguageService, type LanguageService } from '../../../server/languageService';
import type { MachineInfo } from '../../../server/machine';
import { stopwatch } from '../../support/stopwatch';
import type { Random } from '../../support/random';
import { actingCapabilities } from './actionCheck';
import { manyAttributes } from './manyAttributes';

/** No answer may take longer, in ms: what other programs do at the time is not ours. */
const patienceMs = 2000;

const folders = ['examples', 'test/fixtures/libvirt', 'test/fixtures/rfc'];
const checkpoint = `<?xml version="1.0"?>
<domaincheckpoint><name>monday</name><disks>
  <disk name="vda" checkpoint="bitmap" bitmap="a"/><disk name="/images/b" checkpoint="no"/>
</disks><domain type="kvm"><name>web</name></domain></domaincheckpoint>
`;

/** The documents that are edited. */
export function seedTexts(): string[] {
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`));
  return [...files.map((file) => readFileSync(file, 'utf8')), checkpoint];
}

const pieces = [
  ['<', '&', '"', "'", '>', '/', '=', '</', '/>', ' ', '\n', '\r\n', '\r', '\t', '\0', '\uFEFF'],
  [
    '\uD800',
    '\uDC00',
    '💾',
    'é',
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<?xml version="1.0"?>',
  ],
  [
    '&lt;',
    '&#0;',
    '&#x41;',
    '&nbsp;',
    '&a;',
    ' x="1"',
    ' name="vda"',
    ' mode="pull"',
    ' xmlns="u"',
    ' xml:space="preserve"',
  ],
  [
    '<disk',
    '<disk name="vdb"/>',
    '</disk>',
    '<disks>',
    '</disks>',
    '<target file="/a"/>',
    '<driver type="raw"/>',
  ],
  [
    '<domainbackup>',
    '</domainbackup>',
    '<name>x</name>',
    '<incremental>',
    '<domaincheckpoint/>',
    'backup="no"',
  ],
  '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
  '<!DOCTYPE a SYSTEM "file:///etc/hostname" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>',
].flat();

/** What makes a text large; they are rare, because each takes a while. */
export const monsters: (() => string)[] = [
  () => 'x'.repeat(5e6),
  () => ' '.repeat(5e6),
  () => '<a>'.repeat(10_000),
  () => '<a>'.repeat(10_000) + '</a>'.repeat(10_000),
  () => '<disk name="vda">\n'.repeat(10_000),
  () => '<'.repeat(5e6),
  () => '<a '.repeat(1.6e6),
  () => '\n<a/>'.repeat(1e6),
  () => '& '.repeat(1.5e6),
  () => '&'.repeat(5e6),
  () => `<disk ${manyAttributes(1e6)}/>`,
];

/** One of the edits that people and programs make to a text, at a place where it makes no sense. */
export function edited(text: string, donor: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(60));
  const from = random.below(donor.length + 1);
  const pasted = donor.slice(from, from + random.below(120));
  switch (random.below(10)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + pasted + text.slice(at);
    case 2: {
      const later = Math.min(text.length, end + random.below(60));
      return text.slice(0, at) + text.slice(end, later) + text.slice(at, end) + text.slice(later);
    }
    case 3:
      return text.slice(0, at);
    case 4:
      return text.replaceAll(/\r\n|\n/g, '\r\n');
    case 5:
      return replacedToken(text, donor, /<(\w+)[^<>]*\/>|<(\w+)[^<>]*>[^<>]*<\/\2>|<!--.*?-->/g, random);
    case 6:
      return replacedToken(text, donor, / [\w:]+=(?:"[^"]*"|'[^']*')/g, random);
    case 7:
      return replacedToken(text, donor, /"[^"]*"|>[^<>]*</g, random);
    default:
      return text.slice(0, at) + random.pick(pieces) + text.slice(random.chance(0.5) ? at : end);
  }
}

/** Puts a piece of the donor in the place of one of the same kind, or beside it; so texts stay well-formed more often. */
function replacedToken(text: string, donor: string, kind: RegExp, random: Random): string {
  const [ours, theirs] = [[...text.matchAll(kind)], [...donor.matchAll(kind)]];
  if (ours.length === 0 || theirs.length === 0) return text;
  const { index, 0: old } = random.pick(ours);
  const [piece] = random.pick(theirs);
  const written = random.pick([piece, '', /^[" ]/.test(old) ? piece : old + piece]);
  return text.slice(0, index) + written + text.slice(index + old.length);
}

function enlarged(text: string, random: Random): string {
  return insertedAt(text, random.below(text.length + 1), random.pick(monsters)());
}

export function insertedAt(text: string, at: number, inserted: string): string {
  return text.slice(0, at) + inserted + text.slice(at);
}

const machine: MachineInfo = {
  origin: 'running',
  disks: [{ name: 'vda', size: 2 ** 30 }],
  checkpoints: [{ name: 'monday' }],
  folders: ['/backup'],
};

/** Asks a service everything about a text, and holds every answer to what any text may expect. */
export class Interrogation {
  /** The longest time that an answer took, in ms, by verb. */
  readonly slowest = new Map<string, number>();
  readonly #service: LanguageService = createLanguageService(abilitiesOf(actingCapabilities), {
    fileAt: () => Promise.resolve('file'),
  });

  async ask(text: string, random: Random): Promise<void> {
    const document = TextDocument.create('file:///a.xml', 'domainbackup', 1, text);
    const cursor = document.positionAt(random.below(text.length + 1));
    const diagnostics = this.#validate(document, text);
    for (const { range, relatedInformation = [] } of diagnostics) {
      for (const each of [range, ...relatedInformation.map(({ location }) => location.range)])
        assertInside(document, each, text);
    }
    for (const item of this.#time('complete', text, () =>
      this.#service.complete(document, cursor, undefined),
    )) {
      assert.ok(TextEdit.is(item.textEdit));
      assertInside(document, item.textEdit.range, text);
    }
    const hover = this.#time('hover', text, () => this.#service.hover(document, cursor));
    if (hover?.range) assertInside(document, hover.range, text);
    for (const { range } of this.#time('codeLenses', text, () => this.#service.codeLenses(document)))
      assertInside(document, range, text);
    this.#actions(document, cursor, text);
    this.#structure(document, cursor, text);
    // What takes time of its own is done before the first look outside.
    const links = this.#time('documentLinks', text, () => this.#service.documentLinks(document));
    for (const { range } of await links) assertInside(document, range, text);
    this.#formatting(document, cursor, text);
  }

  /** A check pauses, and while it does, other requests are answered: so each of its steps is held to the patience. */
  #validate(document: TextDocument, text: string): Diagnostic[] {
    const steps = this.#service.validation(document);
    for (;;) {
      const { done, value } = this.#time('validate', text, () => steps.next());
      if (done === true) return value;
    }
  }

  #actions(document: TextDocument, cursor: Position, text: string): void {
    const range = { start: cursor, end: cursor };
    const actions = this.#time('codeActions', text, () =>
      this.#service.codeActions(document, range, {
        diagnostics: [],
        only: ['quickfix', 'refactor', 'source'],
      }),
    );
    for (const { edit } of actions) {
      for (const change of edit?.documentChanges ?? []) {
        if (!('edits' in change)) continue;
        for (const each of change.edits) if ('range' in each) assertInside(document, each.range, text);
      }
    }
  }

  #structure(document: TextDocument, cursor: Position, text: string): void {
    const service = this.#service;
    const symbols = this.#time('symbols', text, () => service.symbols(document));
    const open = [...symbols];
    for (let symbol = open.pop(); symbol; symbol = open.pop()) {
      assertInside(document, symbol.range, text);
      assertInside(document, symbol.selectionRange, text);
      open.push(...(symbol.children ?? []));
    }
    for (const { startLine, endLine } of this.#time('foldingRanges', text, () =>
      service.foldingRanges(document),
    ))
      assert.ok(startLine <= endLine && endLine < document.lineCount, JSON.stringify(text.slice(0, 2000)));
    const chains = this.#time('selectionRanges', text, () => service.selectionRanges(document, [cursor]));
    for (let each = chains?.[0]; each; each = each.parent) assertInside(document, each.range, text);
    const linked = this.#time('linkedEditing', text, () => service.linkedEditing(document, cursor));
    for (const range of linked?.ranges ?? []) assertInside(document, range, text);
    for (const { range } of this.#time('highlights', text, () => service.highlights(document, cursor)))
      assertInside(document, range, text);
    this.#time('prepareRename', text, () => service.prepareRename(document, cursor));
    const renamed = this.#time('rename', text, () => service.rename(document, cursor, 'x'));
    const edits = Object.values(renamed?.changes ?? {}).flat();
    for (const { range } of edits) assertInside(document, range, text);
    const whole = { start: document.positionAt(0), end: document.positionAt(text.length) };
    const hints = this.#time('inlayHints', text, () => service.inlayHints(document, whole, machine));
    for (const { position } of hints) assertInside(document, { start: position, end: position }, text);
    this.#time('autoClose', text, () => service.autoClose(document, cursor));
  }

  /** Formatting what is formatted changes nothing. */
  #formatting(document: TextDocument, cursor: Position, text: string): void {
    const options = { tabSize: 2, insertSpaces: true };
    const part = { start: cursor, end: document.positionAt(document.offsetAt(cursor) + 200) };
    const inPart = this.#time('formatRange', text, () => this.#service.format(document, options, part));
    for (const { range } of inPart) assertInside(document, range, text);
    const edits = this.#time('format', text, () => this.#service.format(document, options));
    for (const { range } of edits) assertInside(document, range, text);
    if (edits.length === 0) return;
    const formatted = TextDocument.applyEdits(document, edits);
    const again = TextDocument.create('file:///a.xml', 'domainbackup', 2, formatted);
    assert.deepEqual(this.#service.format(again, options), [], JSON.stringify(text.slice(0, 2000)));
  }

  #time<Answer>(verb: string, text: string, ask: () => Answer): Answer {
    const time = stopwatch();
    try {
      return ask();
    } catch (error) {
      throw new Error(`${verb} failed on ${JSON.stringify(text.slice(0, 2000))}`, { cause: error });
    } finally {
      const took = time();
      this.slowest.set(verb, Math.max(took, this.slowest.get(verb) ?? 0));
      assert.ok(took < patienceMs, `${verb} took ${took} ms on ${JSON.stringify(text.slice(0, 500))}`);
    }
  }
}

function assertInside(document: TextDocument, { start, end }: Range, text: string): void {
  const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
  const isSame = (offset: number, { line, character }: Position): boolean => {
    const place = document.positionAt(offset);
    return place.line === line && place.character === character;
  };
  assert.ok(
    from <= to && isSame(from, start) && isSame(to, end),
    `${JSON.stringify({ start, end })} is not inside ${JSON.stringify(text.slice(0, 2000))}`,
  );
}

/** How texts are made; chances are from 0 to 1. */
export interface FuzzPlan {
  rounds: number;
  /** The chance that a text is begun anew from a seed, instead of being edited once more. */
  freshness: number;
  /** The chance that a text is made very large. */
  monsters: number;
}

/** Texts that come from the seeds by ever more edits. */
export function* fuzzTexts(
  random: Random,
  { rounds, freshness, monsters: monsterChance }: FuzzPlan,
): Generator<string> {
  const seeds = seedTexts();
  let text = random.pick(seeds);
  for (let round = 0; round < rounds; round += 1) {
    if (random.chance(freshness) || text.length > 20_000) text = random.pick(seeds);
    text = edited(text, random.pick(seeds), random);
    yield random.chance(monsterChance) ? enlarged(text, random) : text;
  }
}
