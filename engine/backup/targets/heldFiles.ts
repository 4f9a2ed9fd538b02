import { errorText } from '../../errorText';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Files and devices that are held open while QEMU closes them. QEMU flushes an image as it closes it, and tells nobody
 * when that fails; but the kernel tells each program of an error of writing that had the file open then (`fsync(2)`).
 */
export class HeldFiles implements AsyncDisposable {
  private constructor(private readonly handles: ReadonlyMap<string, FileHandle>) {}

  /** Opens files to read them. One that this program may not open is left to QEMU. */
  static async open(files: readonly string[]): Promise<HeldFiles> {
    const handles = new Map<string, FileHandle>();
    for (const file of files) {
      const handle = await open(file, 'r').catch(() => undefined);
      if (handle) handles.set(file, handle);
    }
    return new HeldFiles(handles);
  }

  /** Makes sure that all that was written is on storage. @returns what failed, by the file */
  async sync(): Promise<Map<string, string>> {
    const failures = new Map<string, string>();
    for (const [file, handle] of this.handles) {
      try {
        await handle.sync();
      } catch (error) {
        failures.set(file, errorText(error));
      }
    }
    return failures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.handles.values()].map((handle) => handle.close()));
  }
}
