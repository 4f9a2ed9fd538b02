import type { InlayHint } from 'vscode-languageserver/node';
import type { TextRange, XmlElement, XmlNode } from '../../engine/document';
import type { BackupDocument } from '../documents';
import type { MachineInfo } from '../machine';
import { describeDisk, disksOf, sizeInWords } from './machineDisk';

/**
 * The size of each disk in a range of the document, behind the disk's name. Where several machines have such a disk, of
 * different sizes, there is none: which of them is meant is not known.
 */
export function inlayHints(document: BackupDocument, range: TextRange, machine: MachineInfo): InlayHint[] {
  return disksIn(document.xml.root).flatMap((element): InlayHint[] => {
    const value = element.attributes.find(({ name }) => name.text === 'name')?.value;
    const disks = disksOf(element, machine);
    const [size, ...others] = new Set(disks.map((disk) => disk.size));
    if (!value || size === undefined || others.length > 0) return [];
    // Behind the closing quote.
    const offset = value.form === 'quoted' ? value.range.end + 1 : value.range.end;
    if (offset < range.start || offset > range.end) return [];
    return [
      {
        position: document.text.positionAt(offset),
        label: sizeInWords(size),
        tooltip: disks.map((disk) => describeDisk(disk, machine).join(', ')).join('\n'),
        paddingLeft: true,
      },
    ];
  });
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
