import * as l10n from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver/node';
import type { TextRange, XmlElement } from '../../engine/document';
import type { Offer } from './completionRequest';
import { restingPlace, type Pieces, type TabStop } from './snippet';

/** A whole disk that is offered under a name of its own. */
interface DiskSnippet {
  label: string;
  /** One paragraph. */
  documentation: string;
  /** Everything but the `<` of the start tag. */
  pieces: Pieces;
}

const free: TabStop = { choices: [] };
/** What QEMU can write a backup in; the schema lists many more. */
const format: TabStop = { choices: ['qcow2', 'raw'] };

const excluded = (): DiskSnippet => ({
  label: l10n.t('excluded disk'),
  documentation: l10n.t('A disk that is left out of the backup.'),
  pieces: ['disk name="', free, '" backup="no"', restingPlace, '/>'],
});

/** In the current dialect, by the backup's mode. */
const current: Record<'push' | 'pull', () => DiskSnippet[]> = {
  push: () => [
    {
      label: l10n.t('disk to a file'),
      documentation: l10n.t('A disk whose backup goes to a new image file.'),
      pieces: disk('file', ['<target file="', free, '"/>\n\t<driver type="', format, '"/>']),
    },
    {
      label: l10n.t('disk to a block device'),
      documentation: l10n.t('A disk whose backup goes to an existing block device.'),
      pieces: disk('block', ['<target dev="', free, '"/>\n\t<driver type="', format, '"/>']),
    },
    excluded(),
  ],
  pull: () => [
    {
      label: l10n.t('disk with a scratch file'),
      documentation: l10n.t(
        'A disk to be fetched; what the guest overwrites meanwhile is kept in a new image file.',
      ),
      pieces: disk('file', ['<scratch file="', free, '"/>']),
    },
    {
      label: l10n.t('disk with a scratch block device'),
      documentation: l10n.t(
        'A disk to be fetched; what the guest overwrites meanwhile is kept on a block device.',
      ),
      pieces: disk('block', ['<scratch dev="', free, '"/>']),
    },
    excluded(),
  ],
};

/** In the dialect of 2017, which lists only the disks that take part. */
const rfc = (): DiskSnippet[] => [
  {
    label: l10n.t('disk to a file'),
    documentation: l10n.t('A disk whose backup goes to a new image file, in the dialect of 2017.'),
    pieces: disk('file', ['<target file="', free, '" format="qcow2"/>']),
  },
  {
    label: l10n.t('disk to a block device'),
    documentation: l10n.t('A disk whose backup goes to an existing block device, in the dialect of 2017.'),
    pieces: disk('block', ['<target dev="', free, '" format="qcow2"/>']),
  },
];

function disk(type: 'file' | 'block', inside: Pieces): Pieces {
  return ['disk name="', free, `" type="${type}">\n\t`, ...inside, restingPlace, '\n</disk>'];
}

/** Whole disks with tab stops, for a place inside `parent` where a disk may stand. */
export function diskSnippets(
  parent: XmlElement | undefined,
  replaces: TextRange,
  opening: '<' | '',
): Offer[] {
  return snippetsIn(parent).map(({ label, documentation, pieces }) => ({
    label,
    // Somebody who types "disk" wants to see them all.
    filterText: `disk ${label}`,
    kind: CompletionItemKind.Snippet,
    documentation: [documentation],
    rank: 1,
    replaces,
    pieces: opening === '' ? pieces : [opening, ...pieces],
  }));
}

function snippetsIn(parent: XmlElement | undefined): DiskSnippet[] {
  if (parent?.localName === 'domainbackup') return rfc();
  const root = parent?.parent;
  if (parent?.localName !== 'disks' || root?.localName !== 'domainbackup') return [];
  const mode = root.attributes.find(({ name }) => name.text === 'mode')?.value?.text;
  return current[mode === 'pull' ? 'pull' : 'push']();
}
