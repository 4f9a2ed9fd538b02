// The strings that people are shown, and their translations. Tests bundle this file, hence it knows no paths of its own:
// everything is relative to the root of the project, from where it is run.
import { getL10nJson } from '@vscode/l10n-dev';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Strings by their key; the key of a string of the code is the English string itself. */
/** @typedef {Record<string, string>} Strings */

/** The languages beside English that everything is translated into. */
export const languages = ['de'];

/** Where the strings stand: those of the manifest, and those of the code. */
export const files = {
  manifest: (language = '') => `package.nls${language === '' ? '' : `.${language}`}.json`,
  code: (language = '') => `l10n/bundle.l10n${language === '' ? '' : `.${language}`}.json`,
};

/**
 * Every string that the extension and the language server show: those of the calls of `l10n.t`, what the checks of
 * documents `say`, what the schemas call kinds of values, and the paragraphs of their documentation.
 * @returns {Promise<Strings>}
 */
export async function stringsOfCode() {
  const sources = [
    ...(await readSources('client', '.ts')),
    ...(await readSources('server', '.ts')),
    // The engine knows no translations. Its calls have the form of `l10n.t`.
    ...(await readSources('engine/document', '.ts')).map(
      (text) => `import * as l10n from '@vscode/l10n';\n${text.replaceAll(/\bsay\(/g, 'l10n.t(')}`,
    ),
  ];
  const asking = sources.filter((text) => text.includes('l10n.t('));
  const found = await getL10nJson(asking.map((contents) => ({ extension: '.ts', contents })));
  const strings = Object.entries(found).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : value.message,
  ]);
  const words = (await readSources('schemas', '.rng')).flatMap((text) =>
    Array.from(
      text.matchAll(/ db:words="([^"]+)"|<a:documentation>\s*([^<]+?)\s*<\/a:documentation>/g),
      ([, value, paragraph = '']) => {
        const each = value ?? paragraph.replaceAll(/\s+/g, ' ');
        return [each, each];
      },
    ),
  );
  return Object.fromEntries([...strings, ...words].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

/**
 * @param {string} folder
 * @param {string} ending
 * @returns {Promise<string[]>} what stands in the files below the folder whose names end so
 */
async function readSources(folder, ending) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(ending));
  return Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
}

/**
 * The keys that the manifest asks for, written `%key%` there.
 * @returns {Promise<Set<string>>}
 */
export async function keysOfManifest() {
  const text = await readFile('package.json', 'utf8');
  return new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
}

/**
 * @param {string} file
 * @returns {Promise<Strings>} none where there is no such file
 */
export async function readStrings(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * What a translation leaves open, or holds in vain, in words.
 * @param {Iterable<string>} keys what is to be translated
 * @param {Strings} originals
 * @param {Strings} translation
 * @returns {string[]}
 */
export function findGaps(keys, originals, translation) {
  const wanted = new Set(keys);
  const missing = [...wanted].filter((key) => (translation[key] ?? '') === '');
  const stale = Object.keys(translation).filter((key) => !wanted.has(key));
  const differing = [...wanted].filter((key) => {
    const text = translation[key] ?? '';
    return text !== '' && fixedParts(text).join() !== fixedParts(originals[key] ?? '').join();
  });
  return [
    ...missing.map((key) => `not translated: ${key}`),
    ...stale.map((key) => `nobody asks for it: ${key}`),
    ...differing.map((key) => `other placeholders or commands than in English: ${key}`),
  ];
}

/**
 * What must be the same in every language: placeholders and the targets of links.
 * @param {string} text
 */
function fixedParts(text) {
  return (text.match(/\{\w+\}|\]\([^)]+\)/g) ?? []).toSorted((a, b) => (a < b ? -1 : 1));
}
