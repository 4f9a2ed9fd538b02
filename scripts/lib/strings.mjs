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
 * Every string that the extension and the language server show, found by the calls of `l10n.t`.
 * @returns {Promise<Strings>}
 */
export async function stringsOfCode() {
  const rooms = ['client', 'server'].map(async (room) =>
    (await readdir(room, { recursive: true })).map((name) => path.join(room, name)),
  );
  const names = (await Promise.all(rooms)).flat().filter((name) => name.endsWith('.ts'));
  const sources = names.map(async (name) => ({
    extension: /** @type {const} */ ('.ts'),
    contents: await readFile(name, 'utf8'),
  }));
  const found = await getL10nJson(await Promise.all(sources));
  return Object.fromEntries(
    Object.entries(found)
      .map(([key, value]) => [key, typeof value === 'string' ? value : value.message])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
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
