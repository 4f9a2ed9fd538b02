import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Verdict = 'valid' | 'invalid';

/** Files that one process judges; each has a start to pay, and a command line has an end. */
const batchSize = 600;

/**
 * What xmllint says about well-formed documents, in their order.
 *
 * @param schema the path of a RELAX NG schema
 */
export async function xmllintVerdicts(schema: string, documents: readonly string[]): Promise<Verdict[]> {
  const opinions = await xmllintOpinions(schema, documents);
  return opinions.map((opinion, index) => {
    if (opinion === 'malformed') throw new Error(`xmllint gave no verdict on ${documents[index]}`);
    return opinion;
  });
}

/** What xmllint says about any texts, in their order. */
export async function xmllintOpinions(
  schema: string,
  documents: readonly string[],
): Promise<(Verdict | 'malformed')[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-agreement-'));
  try {
    const verdicts: (Verdict | 'malformed')[] = [];
    for (let first = 0; first < documents.length; first += batchSize) {
      const batch = documents.slice(first, first + batchSize);
      verdicts.push(...(await judge(path.resolve(schema), path.join(folder, String(first)), batch)));
    }
    return verdicts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judge(
  schema: string,
  folder: string,
  documents: readonly string[],
): Promise<(Verdict | 'malformed')[]> {
  await mkdir(folder);
  const names = documents.map((_, index) => `${index}.xml`);
  await Promise.all(documents.map((text, index) => writeFile(path.join(folder, `${index}.xml`), text)));
  const report = await run(['--noout', '--nonet', '--relaxng', schema, ...names], folder);
  const verdicts = new Map<string, Verdict>();
  for (const [, name, words] of report.matchAll(/^(\d+\.xml) (validates|fails to validate)$/gm)) {
    verdicts.set(name ?? '', words === 'validates' ? 'valid' : 'invalid');
  }
  return names.map((name) => verdicts.get(name) ?? 'malformed');
}

/** xmllint's report, whatever it exits with: invalid documents make it fail. */
function run(args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('xmllint', args, { cwd, maxBuffer: 2 ** 26 }, (error, _stdout, stderr) => {
      if (error !== null && typeof error.code === 'string') reject(error);
      else resolve(stderr);
    });
  });
}
