import path from 'node:path';
import { root } from './paths.mjs';

/**
 * What the extension does not need before there is a document, or a backup to start: of each part, its module (one of our
 * own by its folder, from the root on), and what is imported from it.
 * @type {Record<string, {module: string, names: string[]}>}
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
      'dialectOf',
      'isBeginning',
      'parseDocument',
      'placeOfDisk',
      'readDefinition',
      'servedRoot',
      'translated',
    ],
  },
};

/** The bundles of the parts, beside the extension's own, as entry points of esbuild's. */
export const partEntries = Object.keys(parts).map((part) => ({ in: `part:${part}`, out: part }));

/**
 * The code that gives on what is imported from a part.
 * @param {string} part
 * @param {string} from where it comes from
 */
const exportsOf = (part, from) => `export { ${parts[part]?.names.join(', ')} } from ${JSON.stringify(from)};`;

/**
 * The code of each part.
 * @type {import('esbuild').Plugin}
 */
export const partContents = {
  name: 'part-contents',
  setup(context) {
    context.onResolve({ filter: /^part:/ }, ({ path: entry }) => ({
      path: entry.slice('part:'.length),
      namespace: 'part',
    }));
    context.onLoad({ filter: /./, namespace: 'part' }, ({ path: part }) => ({
      resolveDir: root,
      contents: exportsOf(part, parts[part]?.module ?? ''),
    }));
  },
};

/** Stands in esbuild's message about a value that is imported and not listed above. */
const HERE = 'scripts/lib/apart.mjs';

/**
 * VS Code's start waits until the extension's code is looked through, some 4 ms for 100 KB, whether or not it is run.
 * So in place of a part's module there are getters, which load its bundle when the first of its values is used. They
 * are behind an ES module, so that the build refuses an import of a value that is not listed.
 * @type {import('esbuild').Plugin}
 */
export const apart = {
  name: 'apart',
  setup(context) {
    for (const [part, { module }] of Object.entries(parts)) {
      const isOwn = module.startsWith('.');
      context.onResolve({ filter: new RegExp(`${path.basename(module)}$`) }, (found) => {
        const asked = isOwn ? path.resolve(found.resolveDir, found.path) : found.path;
        if (asked !== (isOwn ? path.join(root, module) : module)) return undefined;
        if (found.kind === 'import-statement') return { path: part, namespace: HERE };
        return { errors: [{ text: `${module} is loaded late by itself: it is imported with a statement` }] };
      });
    }
    context.onLoad({ filter: /./, namespace: HERE }, ({ path: part }) => ({
      contents: exportsOf(part, `getters:${part}`),
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
        ${parts[part]?.names.map((name) => `get ${name}() { return require('./${part}.js').${name}; },`).join('\n')}
      };`,
    }));
  },
};
