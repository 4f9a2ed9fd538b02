import { readdir } from 'node:fs/promises';

/** What is in a folder besides manifests, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.endsWith('.domainbackup.json')).toSorted();
}
