import type { WorkspaceAccess } from '../../../server/workspaceAccess';

/** Files that are there only for a server under test. */
export interface FakeWorkspace {
  access: WorkspaceAccess;
  /** Writes a file, which then counts as changed. */
  write: (path: string, text: string) => void;
  /** The paths that were read, in order. */
  reads: string[];
}

export function fakeWorkspace(initial: Record<string, string>): FakeWorkspace {
  const files = new Map(Object.entries(initial).map(([path, text]) => [path, { text, changed: 1 }]));
  const watchers = new Set<{ file: string; changed: () => void }>();
  const reads: string[] = [];
  return {
    reads,
    write(path, text) {
      files.set(path, { text, changed: (files.get(path)?.changed ?? 0) + 1 });
      for (const watcher of watchers) if (watcher.file === path) watcher.changed();
    },
    access: {
      home: '/home/me',
      xmlFiles: (folder, most) =>
        Promise.resolve(
          [...files]
            .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith('.xml'))
            .slice(0, most)
            .map(([path, { text, changed }]) => ({ path, changed, size: text.length })),
        ),
      readText(path) {
        reads.push(path);
        const file = files.get(path);
        return file ? Promise.resolve(file.text) : Promise.reject(new Error(`there is no ${path}`));
      },
      watch(watched, changed) {
        const watcher = { file: watched, changed };
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      },
    },
  };
}
