import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const OXLINT = path.resolve('node_modules/.bin/oxlint');

/** Each room, what it may import, and what it may not: the arrows of docs/architecture.md. */
const ROOMS: [file: string, allowed: string[], forbidden: string[]][] = [
  [
    'engine/document/a.ts',
    ['./xml/tree', 'saxes'],
    [
      '../qmp',
      '../qmp/client',
      '../backup/plan',
      '../../server/handlers',
      '../../cli/main',
      'vscode',
      'node:fs',
      'node:fs/promises',
      'node:net',
      'fs',
      'node:worker_threads',
    ],
  ],
  [
    'engine/qmp/a.ts',
    ['./errors', 'node:net'],
    ['../document', '../backup/plan', '../../client/jobStore', 'vscode'],
  ],
  [
    'engine/backup/a.ts',
    ['../qmp', '../document', 'node:fs/promises'],
    [
      '../qmp/client',
      '../document/xml/tree',
      '../../server/handlers',
      '../../client/log',
      '../../cli/main',
      'vscode',
    ],
  ],
  [
    'server/features/a.ts',
    ['../../engine/document', 'vscode-languageserver/node'],
    [
      '../../engine',
      '../../engine/qmp',
      '../../engine/backup/plan',
      '../../engine/document/xml/tree',
      '../../client/log',
      '../../cli/main',
      'vscode',
    ],
  ],
  [
    'cli/commands/a.ts',
    ['../../engine', '../exitStatus'],
    ['../../engine/qmp', '../../engine/backup/plan', '../../server/handlers', '../../client/log', 'vscode'],
  ],
  [
    'client/views/a.ts',
    ['../../engine', 'vscode'],
    ['../../engine/qmp', '../../engine/backup/plan', '../../server/handlers', '../../cli/main'],
  ],
  ['scripts/a.ts', ['node:fs'], ['vscode', '../client/log']],
];

/** What oxlint says of a file that holds nothing but imports. */
async function complaints(file: string, imports: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-arrows-'));
  try {
    // The configuration asks for the type-aware part, which is looked for here.
    await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    await copyFile('.oxlintrc.json', path.join(folder, '.oxlintrc.json'));
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), imports.map((name) => `import '${name}';\n`).join(''));
    const { stdout } = await promisify(execFile)(
      OXLINT,
      ['--format=unix', '--allow=all', '--deny=no-restricted-imports', file],
      { cwd: folder },
    ).catch((error: { stdout: string }) => error);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const [file, allowed, forbidden] of ROOMS) {
  test(`${path.dirname(file)} imports what it may, and the linter stops every other arrow`, async () => {
    const found = await complaints(file, [...allowed, ...forbidden]);
    const stopped = [...allowed, ...forbidden].filter((_, index) => found.includes(`${file}:${index + 1}:`));
    assert.deepEqual(stopped, forbidden, found);
  });
}
