import { stat } from 'node:fs/promises';

/** Tells whether there is a regular file at an absolute path, without opening it. */
export type FileLookup = (path: string) => Promise<'file' | 'none'>;

/** What the language service may learn from outside the documents; it is handed in, so that the service does no I/O. */
export interface Outside {
  fileAt: FileLookup;
}

/** For a service that is to know nothing but its documents. */
export const nothingOutside: Outside = { fileAt: () => Promise.resolve('none') };

/** The machine that the program runs on. */
export const thisMachine: Outside = {
  async fileAt(path) {
    try {
      return (await stat(path)).isFile() ? 'file' : 'none';
    } catch {
      return 'none';
    }
  },
};
