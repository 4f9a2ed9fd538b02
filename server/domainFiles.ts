import { parseDocument, type XmlElement, type XmlNode } from '../engine/document';
import type { MachineInfo } from './machine';
import type { WorkspaceAccess } from './workspaceAccess';
import type { MachineDisk } from './protocol';

/** At most so many files of a workspace are looked at, none of them larger than so many bytes. */
const mostFiles = 200;
const mostBytes = 1024 * 1024;

/** What one file says. */
interface FileNames {
  changed: number;
  disks: MachineDisk[];
  checkpoints: string[];
}

/**
 * Disks and checkpoints that the workspace's XML files describe: those of `<domain>` and `<domaincheckpoint>`. A file
 * is read again only when it has changed.
 */
export class DomainFiles {
  readonly #access: Pick<WorkspaceAccess, 'xmlFiles' | 'readText'>;
  #known = new Map<string, FileNames>();

  constructor(access: Pick<WorkspaceAccess, 'xmlFiles' | 'readText'>) {
    this.#access = access;
  }

  /** @param folders absolute paths; absent: no file describes anything */
  async scan(folders: readonly string[]): Promise<MachineInfo | undefined> {
    const found = new Map<string, FileNames>();
    for (const folder of folders) {
      for (const { path, changed, size } of await this.#access.xmlFiles(folder, mostFiles - found.size)) {
        const known = this.#known.get(path);
        const isKnown = known?.changed === changed;
        found.set(
          path,
          isKnown ? known : { changed, ...(size <= mostBytes ? await this.#read(path) : nothing) },
        );
      }
    }
    this.#known = found;
    const all = [...found.values()];
    const disks = all.flatMap((file) => file.disks);
    const names = new Set(all.flatMap((file) => file.checkpoints));
    const checkpoints = [...names].map((name) => ({ name }));
    if (disks.length + checkpoints.length === 0) return undefined;
    return { origin: 'files', disks, checkpoints, folders: [] };
  }

  async #read(path: string): Promise<Omit<FileNames, 'changed'>> {
    try {
      return namesIn(await this.#access.readText(path));
    } catch {
      // A file that is gone or may not be read describes nothing.
      return nothing;
    }
  }
}

const nothing: Omit<FileNames, 'changed'> = { disks: [], checkpoints: [] };

function namesIn(text: string): Omit<FileNames, 'changed'> {
  if (!/<domain(?:checkpoint)?[\s>]/.test(text)) return nothing;
  const { root } = parseDocument(text);
  if (root?.name.text === 'domaincheckpoint') {
    const name = textOf(child(root, 'name'));
    return { disks: [], checkpoints: name === '' ? [] : [name] };
  }
  if (root?.name.text !== 'domain') return nothing;
  const machine = textOf(child(root, 'name'));
  const devices = child(root, 'devices');
  const disks = elements(devices?.children ?? [], 'disk').flatMap((disk) => diskOf(disk, machine));
  return { disks, checkpoints: [] };
}

function diskOf(disk: XmlElement, machine: string): MachineDisk[] {
  const device = value(disk, 'device');
  const name = value(child(disk, 'target'), 'dev');
  // A medium that can be changed is not backed up.
  if (name === undefined || device === 'cdrom' || device === 'floppy') return [];
  const source = child(disk, 'source');
  const path = value(source, 'file') ?? value(source, 'dev');
  const format = value(child(disk, 'driver'), 'type');
  return [
    {
      name,
      ...(path !== undefined && { source: path }),
      ...(format !== undefined && { format }),
      ...(machine !== '' && { machine }),
    },
  ];
}

function elements(nodes: readonly XmlNode[], name: string): XmlElement[] {
  return nodes.filter((node): node is XmlElement => node.kind === 'element' && node.name.text === name);
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return elements(element.children, name)[0];
}

function value(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.find((attribute) => attribute.name.text === name)?.value?.text;
}

function textOf(element: XmlElement | undefined): string {
  const parts = element?.children.map((node) => ('content' in node ? node.content : '')) ?? [];
  return parts.join('').trim();
}
