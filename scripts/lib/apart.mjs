import path from 'node:path';
import { root } from './paths.mjs';

/** @typedef {Record<string, {module: string, names: string[]}>} Parts */

/**
 * What the extension does not need before there is a document, a machine to add, or a guest to freeze: of each part, its
 * module (one of our own by its folder, from the root on), and what is imported from it.
 * @type {Parts}
 */
const parts = {
  languageClient: {
    module: 'vscode-languageclient/node',
    names: ['LanguageClient', 'NotificationType0', 'TransportKind'],
  },
  document: {
    module: './engine/document',
    names: [
      'DocumentError',
      'TextLines',
      'checkDocument',
      'checking',
      'dialectOf',
      'isBeginning',
      'parseDocument',
      'parsing',
      'placesOfDisks',
      'readingDefinition',
      'servedRoot',
      'translated',
    ],
  },
  findMonitors: { module: './client/discovery/findMonitors', names: ['findMonitors'] },
  guestAgent: {
    module: './engine/guestAgent',
    names: ['GuestAgent', 'GuestAgentError', 'freezeText', 'thawLeft', 'whileFrozen'],
  },
};

/**
 * The code that gives on a value of another module.
 * @param {string} name
 * @param {string} from
 */
const exportOf = (name, from) => `export { ${name} } from ${JSON.stringify(from)};`;

/** The bundles of the parts, beside the extension's own, as entry points of esbuild's. */
export const partEntries = Object.keys(parts).map((part) => ({ in: `part:${part}`, out: part }));

/** Marks what is resolved a second time. */
const SEEN = Symbol('seen');

/**
 * The code of each part.
 * @type {import('esbuild').Plugin}
 */
export const partContents = {
  name: 'part-contents',
  setup(context) {
    // None of our modules does anything when it is loaded: of the engine a part has what it uses.
    context.onResolve({ filter: /^\./ }, async ({ path: asked, pluginData, ...from }) => {
      if (pluginData === SEEN || from.resolveDir.includes('node_modules')) return undefined;
      return { ...(await context.resolve(asked, { ...from, pluginData: SEEN })), sideEffects: false };
    });
    context.onResolve({ filter: /^part:/ }, ({ path: entry }) => ({
      path: entry.slice('part:'.length),
      namespace: 'part',
    }));
    context.onLoad({ filter: /./, namespace: 'part' }, ({ path: part }) => {
      const { module = '', names = [] } = parts[part] ?? {};
      return { resolveDir: root, contents: names.map((name) => exportOf(name, module)).join('\n') };
    });
  },
};

/** The namespace of the modules that stand for one name each. */
const NAME = 'loaded-late';

/** Stands in esbuild's message about a value that is imported and not listed above. */
const HERE = 'scripts/lib/apart.mjs';

/** @param {string} module */
const isOwn = (module) => module.startsWith('.');

/**
 * Keeps parts out of a bundle. Its start waits until its code is looked through, some 4 ms for 100 KB in VS Code, whether
 * or not it is run. So in place of a part's module there are getters, which load its bundle when the first of its values
 * is used. They are behind an ES module, so that the build refuses an import of a value that is not listed. It also
 * refuses one that is listed and not imported, and code of a part that came in by another way than its module.
 * @param {Parts} apart
 * @returns {import('esbuild').Plugin}
 */
export const keepApart = (apart) => ({
  name: 'apart',
  setup(context) {
    context.initialOptions.metafile = true;
    for (const [part, { module }] of Object.entries(apart)) {
      context.onResolve({ filter: new RegExp(`${path.basename(module)}$`) }, (found) => {
        const asked = isOwn(module) ? path.resolve(found.resolveDir, found.path) : found.path;
        if (asked !== (isOwn(module) ? path.join(root, module) : module)) return undefined;
        if (found.kind === 'import-statement') return { path: part, namespace: HERE };
        return { errors: [{ text: `${module} is loaded late by itself: it is imported with a statement` }] };
      });
    }
    context.onLoad({ filter: /./, namespace: HERE }, ({ path: part }) => ({
      contents: apart[part]?.names.map((name) => exportOf(name, `${NAME}:${part}/${name}`)).join('\n'),
    }));
    // Each name is a module, which is left out where nobody imports it: so the bundle tells.
    context.onResolve({ filter: new RegExp(`^${NAME}:`) }, (name) => ({
      path: name.path.slice(`${NAME}:`.length),
      namespace: NAME,
      sideEffects: false,
    }));
    context.onLoad({ filter: /./, namespace: NAME }, ({ path: name }) => ({
      contents: exportOf(path.basename(name), `getters:${path.dirname(name)}`),
    }));
    context.onResolve({ filter: /^getters:/ }, ({ path: getters }) => ({
      path: getters.slice('getters:'.length),
      namespace: 'getters',
    }));
    context.onResolve({ filter: /./, namespace: 'getters' }, (bundle) => ({
      path: bundle.path,
      external: true,
    }));
    context.onLoad({ filter: /./, namespace: 'getters' }, ({ path: part }) => ({
      contents: `module.exports = {
        __esModule: true,
        ${apart[part]?.names.map((name) => `get ${name}() { return require('./${part}.js').${name}; },`).join('\n')}
      };`,
    }));
    context.onEnd(({ metafile, errors }) => ({
      errors: errors.length > 0 ? [] : quarrels(apart, metafile).map((text) => ({ text })),
    }));
  },
});

/**
 * What of a bundle is not as the parts are listed.
 * @param {Parts} apart
 * @param {import('esbuild').Metafile | undefined} metafile
 * @returns {string[]}
 */
function quarrels(apart, metafile) {
  const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.keys(output.inputs));
  return Object.entries(apart).flatMap(([part, { module, names }]) => {
    const folder = isOwn(module) ? path.normalize(module) : `node_modules/${packageOf(module)}`;
    return [
      ...names
        .filter((name) => !inputs.includes(`${NAME}:${part}/${name}`))
        .map((name) => `${name} is listed in ${HERE}, and nobody imports it from ${module}`),
      ...inputs
        .filter((input) => input.startsWith(`${folder}/`))
        .map((input) => `${input} is loaded late, with ${module}: import what it gives from there`),
    ];
  });
}

/**
 * The name of the package that a module is in.
 * @param {string} module
 */
function packageOf(module) {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Keeps the parts listed above out of the extension's bundle. */
export const apart = keepApart(parts);
