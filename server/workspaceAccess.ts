import { watch, type FSWatcher } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** A file that may describe a machine. */
export interface WorkspaceFile {
  path: string;
  /** When it was changed last, in ms since the epoch. */
  changed: number;
  /** In bytes. */
  size: number;
}

/**
 * The files that the server looks at beside the open documents: XML files of the workspace, on request, and the
 * user's own schema. It is handed in, so that tests need no files, and a server without it does no I/O.
 */
export interface WorkspaceAccess {
  /** The user's home, which `~/` in a setting means. */
  home: string;
  /** The XML files in a folder and the folders in it, at most `most`. Hidden folders and packages are left out. */
  xmlFiles(folder: string, most: number): Promise<WorkspaceFile[]>;
  readText(path: string): Promise<string>;
  /**
   * Calls `changed` whenever the file may have changed, until the result is called. Where its folder is not there, the
   * change is that the first part of the way to it is made.
   */
  watch(file: string, changed: () => void): () => void;
}

/** For a server that is to know nothing but its documents. */
export const noWorkspace: WorkspaceAccess = {
  home: '',
  xmlFiles: () => Promise.resolve([]),
  readText: (file) => Promise.reject(new Error(`${file} is not read`)),
  watch: () => () => undefined,
};

/** A workspace can hold a whole file system; after so many folders the rest is left out. */
const mostFolders = 1000;

/** The files of the machine that the program runs on. */
export const realWorkspace: WorkspaceAccess = {
  home: homedir(),
  async xmlFiles(folder, most) {
    const files: WorkspaceFile[] = [];
    const folders = [folder];
    for (let index = 0; index < Math.min(folders.length, mostFolders); index += 1) {
      const names = await namesIn(folders[index] ?? '');
      folders.push(...names.folders);
      for (const file of names.files) {
        if (files.length === most) return files;
        const found = await describe(file);
        if (found) files.push(found);
      }
    }
    return files;
  },
  readText: (file) => readFile(file, 'utf8'),
  watch(file, changed) {
    // A watcher of the file itself would stay with what is replaced on saving, and none can wait for what is not there.
    for (let awaited = file; awaited !== path.dirname(awaited); awaited = path.dirname(awaited)) {
      const watcher = watchIn(path.dirname(awaited), path.basename(awaited), changed);
      if (watcher) return () => watcher.close();
    }
    return () => undefined;
  },
};

/** Absent: the folder is not there, or may not be watched. */
function watchIn(folder: string, awaited: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name === awaited) changed();
    });
    // A folder that goes away takes its watcher with it.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

async function namesIn(folder: string): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  try {
    // Links are not followed: they could lead anywhere, and in circles.
    for await (const entry of await opendir(folder)) {
      const full = path.join(folder, entry.name);
      const isLeftOut = entry.name.startsWith('.') || entry.name === 'node_modules';
      if (entry.isDirectory() && !isLeftOut) folders.push(full);
      else if (entry.isFile() && entry.name.endsWith('.xml')) files.push(full);
    }
  } catch {
    // What may not be read is left out.
  }
  return { folders, files };
}

async function describe(file: string): Promise<WorkspaceFile | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return { path: file, changed: mtimeMs, size };
  } catch {
    return undefined;
  }
}
