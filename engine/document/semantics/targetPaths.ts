import type { DocumentProblem } from '../problemCodes';
import { say } from '../wording';
import type { DiskNode } from './backupTree';
import { plainName } from './duplicateDisks';
import { normalizedPath } from './paths';
import { repetitions, valueRange, type Rule } from './rule';

/** Two disks that write to one place would destroy each other's data. */
export const duplicateTargets: Rule = ({ disks }) =>
  repetitions(writing(disks), writtenPath)
    // A disk that is listed twice is told to be.
    .filter(
      ({ first, again }) => nameOf(again) === '' || plainName(nameOf(first)) !== plainName(nameOf(again)),
    )
    .map(({ first, again }) => ({
      range: again.path ? valueRange(again.path) : again.element.name.range,
      severity: 'error',
      code: 'duplicate-target',
      ...say(
        '{0} is written by two disks, "{1}" and "{2}"',
        writtenPath(again) ?? '',
        nameOf(first),
        nameOf(again),
      ),
      related: first.path
        ? [{ range: valueRange(first.path), ...say('"{0}" is written here, too', nameOf(first)) }]
        : [],
    }));

/** The language allows paths of Windows. To QEMU they are relative, to a folder that nobody chose. */
export const relativeTargets: Rule = ({ disks }) =>
  writing(disks).flatMap(({ path }): DocumentProblem[] => {
    const text = path?.value?.text ?? '';
    if (!path || !/^[a-zA-Z]:\\/.test(text)) return [];
    return [
      {
        range: valueRange(path),
        severity: 'error',
        code: 'relative-target',
        ...say('{0} is a path of Windows; expected an absolute path, which begins with /', text),
      },
    ];
  });

/** A path with a slash at its end, or a dot as its last part, is that of a folder, in which no file is named. */
export const targetIsFolder: Rule = ({ disks }) =>
  writing(disks).flatMap(({ path }): DocumentProblem[] => {
    const text = path?.value?.text ?? '';
    // A slash alone is no path to the schema.
    if (path?.name.text !== 'file' || text === '/' || !/^\/(?:.*\/)?\.{0,2}$/.test(text)) return [];
    return [
      {
        range: valueRange(path),
        severity: 'error',
        code: 'target-is-folder',
        ...say('{0} names a folder; expected the path of a file in it', text),
      },
    ];
  });

/** A backup that is written over a disk's source would destroy the running machine's data. */
export const targetIsSource: Rule = ({ disks }) => {
  const sources = new Map<string, DiskNode>();
  for (const disk of disks) {
    // Only the dialect of 2017 names disks by their source, so only there it shows.
    const name = nameOf(disk);
    if (name.startsWith('/')) sources.set(normalizedPath(name), disk);
  }
  return writing(disks).flatMap((disk): DocumentProblem[] => {
    const path = writtenPath(disk) ?? '';
    const source = sources.get(path);
    if (!source?.name || !disk.path) return [];
    return [
      {
        range: valueRange(disk.path),
        severity: 'error',
        code: 'target-is-source',
        ...say('{0} is itself a disk of the machine; its data would be overwritten', path),
        related: [{ range: valueRange(source.name), ...say('the disk is listed here') }],
      },
    ];
  });
};

function writing(disks: readonly DiskNode[]): DiskNode[] {
  return disks.filter(({ backup, path }) => backup === 'yes' && path !== undefined);
}

function writtenPath({ path }: DiskNode): string | undefined {
  const text = path?.value?.text;
  return text === undefined || text === '' ? undefined : normalizedPath(text);
}

function nameOf({ name }: DiskNode): string {
  return name?.value?.text ?? '';
}
