import { lstat } from 'node:fs/promises';
import path from 'node:path';

/** Where a path of a manifest may lead by now, the likeliest first; `file` is the manifest. */
export function placesOf(file: string, written: string): string[] {
  const folder = path.dirname(file);
  // A file that was brought to its manifest by hand, from another host or another folder, lies beside it.
  return [path.resolve(folder, written), path.join(folder, path.basename(written))];
}

/** The first of these paths where there is something; the first of all where there is nothing anywhere. */
export async function firstThatExists(places: readonly [string, ...string[]]): Promise<string> {
  for (const place of places) {
    const found = await lstat(place).catch(() => undefined);
    if (found) return place;
  }
  return places[0];
}
