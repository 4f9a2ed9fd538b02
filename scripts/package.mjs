// `npm run package`: builds the product and packs it into domainbackup-VERSION.vsix.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { main, PlainError } from './lib/main.mjs';
import { packagedReadme } from './lib/packagedReadme.mjs';
import { inProject, root } from './lib/paths.mjs';
import { runOrThrow } from './lib/run.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

/** More means that something has slipped into the package. */
const LIMIT_BYTES = 1_000_000;

/** More means that each window waits longer for the extension; see what can be loaded late (`lib/apart.mjs`). */
const LOADED_LIMIT_BYTES = 370_000;

/**
 * Packs dist/ and the data files that .vscodeignore lets through. The bundles hold their dependencies.
 * @param {string} file the package to write
 * @param {AbortSignal} signal
 * @returns {Promise<number>} its size in bytes
 */
export async function packageExtension(file, signal) {
  const readme = 'dist/README.md';
  await writeFile(inProject(readme), packagedReadme(await readFile(inProject('README.md'), 'utf8')));
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  args.push('--readme-path', readme);
  await runOrThrow(inProject('node_modules/.bin/vsce'), [...args, '--out', file], { cwd: root, signal });
  const { size } = await stat(file);
  if (size > LIMIT_BYTES)
    throw new PlainError(`The package has ${size} bytes, more than ${LIMIT_BYTES}: ${file}`);
  const loaded = await stat(inProject('dist/extension.js'));
  if (loaded.size > LOADED_LIMIT_BYTES)
    throw new PlainError(
      `dist/extension.js has ${loaded.size} bytes, more than ${LOADED_LIMIT_BYTES}: see scripts/lib/apart.mjs`,
    );
  return size;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async (signal) => {
    await ensureNodeModules(signal);
    const { buildProduct } = await import('./build.mjs');
    await buildProduct();
    const { name, version } = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
    const file = inProject(`${name}-${version}.vsix`);
    console.log(`${file}: ${await packageExtension(file, signal)} bytes`);
    return 0;
  });
}
