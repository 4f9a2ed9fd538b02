import type { DocumentProblem } from '../problemCodes';
import { say } from '../wording';
import type { XmlAttribute } from '../xml/tree';
import { normalizedPath } from './paths';
import { repetitions, valueRange, type Rule } from './rule';

/** A disk can take part in a backup only once. */
export const duplicateDisks: Rule = ({ disks }) => repeatedDisks(disks.flatMap(({ name }) => name ?? []));

/** One problem for each disk's name that has been there before; a path may have several spellings. */
export function repeatedDisks(names: readonly XmlAttribute[]): DocumentProblem[] {
  return repetitions(names, ({ value }) => value && plainName(value.text)).map(
    ({ first, again }): DocumentProblem => {
      const text = first.value?.text ?? '';
      return {
        range: valueRange(again),
        severity: 'error',
        code: 'duplicate-disk',
        ...say('disk "{0}" is listed twice', text),
        related: [{ range: valueRange(first), ...say('"{0}" is listed here first', text) }],
      };
    },
  );
}

/** What a disk's name comes down to: `ioemu:` is an old prefix without a meaning of its own. */
export function plainName(name: string): string {
  return name.startsWith('/') ? normalizedPath(name) : name.replace(/^ioemu:/, '');
}
