import { say, type Wording } from '../wording';
import type { Source } from './source';

/** What may stand between tags, and is sometimes written inside of one. */
const kinds: readonly { begin: string; end: string; wording: Wording }[] = [
  { begin: '<!--', end: '-->', wording: say('a comment must not stand inside a tag') },
  { begin: '<?', end: '?>', wording: say('a processing instruction must not stand inside a tag') },
  { begin: '<![CDATA[', end: ']]>', wording: say('a CDATA section must not stand inside a tag') },
];

/** A comment or the like behind which the tag around it goes on; absent: there is none. */
export function markupWithin(source: Source, start: number): { end: number; wording: Wording } | undefined {
  const kind = kinds.find(({ begin }) => source.text.startsWith(begin, start));
  if (!kind) return undefined;
  const end = source.find(kind.end, start + kind.begin.length) + kind.end.length;
  const rest = /\s*(?:\/?>|[^\s<>=/"']+\s*=)/y;
  rest.lastIndex = end;
  return rest.test(source.text) ? { end, wording: kind.wording } : undefined;
}

/** Whether a comment begins that has no end. */
export function isOpenComment(source: Source, start: number): boolean {
  const { text } = source;
  return text.startsWith('<!--', start) && source.find('-->', start + '<!--'.length) === text.length;
}
