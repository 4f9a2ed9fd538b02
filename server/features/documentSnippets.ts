import * as l10n from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver/node';
import type { TextRange } from '../../engine/document';
import type { Offer } from './completionRequest';
import { restingPlace, type Pieces, type TabStop } from './snippet';

/** A whole document that is offered under a name of its own. */
interface DocumentSnippet {
  root: 'domainbackup' | 'domaincheckpoint';
  label: string;
  /** One paragraph. */
  documentation: string;
  /** Everything behind the name of the root. */
  pieces: Pieces;
}

const free = (example: string): TabStop => ({ choices: [], example });

/** Evaluated at each use: the language is not known before a client has introduced itself. */
const snippets = (): DocumentSnippet[] => [
  {
    root: 'domainbackup',
    label: l10n.t('backup to a file'),
    documentation: l10n.t('A push backup of a disk to a new image file.'),
    pieces: listed(
      ...disk('file', ['<target file="', free('/backup/vda.qcow2'), '"/>'], { choices: ['qcow2', 'raw'] }),
    ),
  },
  {
    root: 'domainbackup',
    label: l10n.t('backup to a block device'),
    documentation: l10n.t('A push backup of a disk to a block device, which is overwritten.'),
    pieces: listed(
      ...disk('block', ['<target dev="', free('/dev/backup/vda'), '"/>'], { choices: ['raw', 'qcow2'] }),
    ),
  },
  {
    root: 'domainbackup',
    label: l10n.t('backup of all disks'),
    documentation: l10n.t('A push backup of every disk that can be written to, beside its source.'),
    pieces: ['/>\n', restingPlace],
  },
  {
    root: 'domainbackup',
    label: l10n.t('incremental backup'),
    documentation: l10n.t('What has changed on a disk since a checkpoint.'),
    pieces: [
      '>\n\t<incremental>',
      free('checkpoint'),
      '</incremental>',
      ...listed(
        ...disk('file', ['<target file="', free('/backup/vda-incremental.qcow2'), '"/>'], 'qcow2'),
      ).slice(1),
    ],
  },
  {
    root: 'domainbackup',
    label: l10n.t('backup in the format of 2017'),
    documentation: l10n.t('A named backup of a disk that is known by the path of its source.'),
    pieces: [
      '>\n\t<name>',
      free('before-upgrade'),
      '</name>\n\t<disk name="',
      free('/images/db.qcow2'),
      '">\n\t\t<target file="',
      free('/backup/db.qcow2'),
      '" format="qcow2"/>\n\t</disk>',
      restingPlace,
      '\n</domainbackup>',
    ],
  },
  {
    root: 'domaincheckpoint',
    label: l10n.t('checkpoint'),
    documentation: l10n.t('A point in time that an incremental backup can start from.'),
    pieces: [
      '>\n\t<name>',
      free('monday'),
      '</name>\n\t<disks>\n\t\t<disk name="',
      free('vda'),
      '" checkpoint="bitmap"/>',
      restingPlace,
      '\n\t</disks>\n</domaincheckpoint>',
    ],
  },
];

function disk(type: 'file' | 'block', target: Pieces, format: string | TabStop): Pieces {
  return [
    '<disk name="',
    free('vda'),
    `" type="${type}">\n\t\t\t`,
    ...target,
    '\n\t\t\t<driver type="',
    format,
    '"/>\n\t\t</disk>',
  ];
}

/** The first piece ends the root's start tag. */
function listed(...inside: Pieces): Pieces {
  return ['>', '\n\t<disks>\n\t\t', ...inside, restingPlace, '\n\t</disks>\n</domainbackup>'];
}

/** Whole documents with tab stops, for a place where one of these roots may stand. */
export function documentSnippets(roots: readonly string[], replaces: TextRange, opening: '<' | ''): Offer[] {
  return snippets()
    .filter(({ root }) => roots.includes(root))
    .map(({ root, label, documentation, pieces }) => ({
      label,
      // Somebody who types "backup" or "domainbackup" wants to see them all, in any language.
      filterText: `${root} ${label}`,
      kind: CompletionItemKind.Snippet,
      documentation: [documentation],
      rank: 1,
      replaces,
      pieces: [opening + root, ...pieces],
    }));
}
