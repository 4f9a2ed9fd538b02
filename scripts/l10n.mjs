// `npm run l10n`: brings the files of strings up to date with the code and the manifest. New strings are empty in a
// translation until somebody writes them; those that nobody asks for any more are taken out. Says what is missing.
import { mkdir, writeFile } from 'node:fs/promises';
import { main } from './lib/main.mjs';
import { root } from './lib/paths.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  const { files, findGaps, keysOfManifest, languages, readStrings, stringsOfCode } =
    await import('./lib/strings.mjs');
  /**
   * @param {string} file
   * @param {import('./lib/strings.mjs').Strings} strings
   */
  const write = (file, strings) => writeFile(file, `${JSON.stringify(strings, undefined, 2)}\n`);
  process.chdir(root);
  await mkdir('l10n', { recursive: true });
  const code = await stringsOfCode();
  const manifest = await readStrings(files.manifest());
  const keys = await keysOfManifest();
  const gaps = findGaps(keys, manifest, manifest);
  await write(files.code(), code);
  for (const language of languages) {
    for (const [file, originals] of /** @type {const} */ ([
      [files.code(language), code],
      [files.manifest(language), manifest],
    ])) {
      const before = await readStrings(file);
      const after = Object.fromEntries(Object.keys(originals).map((key) => [key, before[key] ?? '']));
      await write(file, after);
      gaps.push(...findGaps(Object.keys(originals), originals, after).map((gap) => `${file}: ${gap}`));
    }
  }
  for (const gap of gaps) console.log(gap);
  console.log(`${Object.keys(code).length + keys.size} strings, ${gaps.length} to be looked at`);
  return gaps.length === 0 ? 0 : 1;
});
