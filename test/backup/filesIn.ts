import { readdir } from 'node:fs/promises';

/** What is in a folder besides manifests, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !/\.domainbackup\.json(\..*\.tmp)?$/.test(name)).toSorted();
}
