import type { InlayHint } from 'vscode-languageserver/node';
import type { TextRange, XmlElement, XmlNode } from '../../engine/document';
import type { BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import type { MachineDisk } from '../protocol';
import { describeDisk, disksOf, sizeInWords } from './machineDisk';

/** So many machines are named behind a disk; the tooltip has them all. */
const mostNamed = 2;

/**
 * The size of each disk in a range of the document, behind the disk's name. Where the document may be about several
 * machines, each size has its machine's name with it: which of them is meant is not known.
 */
export function inlayHints(document: BackupDocument, range: TextRange, machine: MachineInfo): InlayHint[] {
  return disksIn(document.xml.root).flatMap((element): InlayHint[] => {
    const value = element.attributes.find(({ name }) => name.text === 'name')?.value;
    if (!value) return [];
    // Behind the closing quote.
    const offset = value.form === 'quoted' ? value.range.end + 1 : value.range.end;
    if (offset < range.start || offset > range.end) return [];
    const disks = disksOf(element, machine);
    const label = labelOf(disks, machine);
    if (label === undefined) return [];
    return [
      {
        position: document.text.positionAt(offset),
        label,
        tooltip: disks.map((disk) => describeDisk(disk, machine).join(', ')).join('\n'),
        paddingLeft: true,
      },
    ];
  });
}

/** `20 GiB`, or where several machines may be meant `web: 20 GiB, db: 1 GiB, +3`. */
function labelOf(disks: readonly MachineDisk[], machine: MachineInfo): string | undefined {
  const isOne = countMachines(machine) <= 1;
  const sized = disks.flatMap(({ size, machine: name }) =>
    size === undefined
      ? []
      : [name === undefined || isOne ? sizeInWords(size) : `${name}: ${sizeInWords(size)}`],
  );
  const labels = [...new Set(sized)];
  if (labels.length === 0) return undefined;
  const more = labels.length - mostNamed;
  return [...labels.slice(0, mostNamed), ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

function countMachines({ machines, disks }: MachineInfo): number {
  return machines ?? new Set(disks.flatMap((disk) => disk.machine ?? [])).size;
}

/** Disks stand directly in the root, or in `disks` there. */
function disksIn(root: XmlElement | undefined): XmlElement[] {
  const inside = elementsOf(root?.children ?? []);
  const listed = inside.filter(({ localName }) => localName === 'disks');
  return [...inside, ...listed.flatMap(({ children }) => elementsOf(children))].filter(
    ({ localName }) => localName === 'disk',
  );
}

function elementsOf(nodes: readonly XmlNode[]): XmlElement[] {
  return nodes.filter((node) => node.kind === 'element');
}
