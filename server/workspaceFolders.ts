import { fileURLToPath } from 'node:url';
import type { InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver/node';

/** The folders that the client has open. */
export class WorkspaceFolders {
  #uris: readonly string[] = [];

  begin({ workspaceFolders, rootUri }: InitializeParams): void {
    this.#uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map(({ uri }) => uri));
    const stayed = this.#uris.filter((uri) => !gone.has(uri));
    this.#uris = [...new Set([...stayed, ...added.map(({ uri }) => uri)])];
  }

  /** The paths of those that are on this machine; those of virtual workspaces are not. */
  get paths(): string[] {
    return this.#uris.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri));
  }
}
