/**
 * What the extension does not need before there is a document, or a backup to start: of each part, the modules, and what
 * is imported from them.
 * @type {Record<string, Record<string, string[]>>}
 */
const parts = {
  languageClient: { 'vscode-languageclient/node': ['LanguageClient', 'NotificationType0', 'TransportKind'] },
  salve: {
    'salve-annos/lib/salve/default_name_resolver': ['DefaultNameResolver'],
    'salve-annos/lib/salve/json-format/read': ['readTreeFromJSON'],
  },
};

/** The bundles of the parts, beside the extension's own, as entry points of esbuild's. */
export const partEntries = Object.keys(parts).map((part) => ({ in: `part:${part}`, out: part }));

/**
 * The code of each part.
 * @param {string} root where its modules are looked for
 * @returns {import('esbuild').Plugin}
 */
export const partContents = (root) => ({
  name: 'part-contents',
  setup(context) {
    context.onResolve({ filter: /^part:/ }, ({ path }) => ({
      path: path.slice('part:'.length),
      namespace: 'part',
    }));
    context.onLoad({ filter: /./, namespace: 'part' }, ({ path: part }) => ({
      resolveDir: root,
      contents: Object.entries(parts[part] ?? {})
        .map(([module, names]) => `export { ${names.join(', ')} } from ${JSON.stringify(module)};`)
        .join('\n'),
    }));
  },
});

/**
 * VS Code's start waits until the extension's code is looked through, some 4 ms for 100 KB, whether or not it is run.
 * So in place of a part's modules there are getters, which load its bundle when the first of their values is used. They
 * are behind an ES module, so that the build refuses an import of a value that is not listed above.
 * @type {import('esbuild').Plugin}
 */
export const apart = {
  name: 'apart',
  setup(context) {
    for (const [part, modules] of Object.entries(parts)) {
      for (const [module, names] of Object.entries(modules)) {
        // The name of the namespace stands in esbuild's message about a value that is missing.
        context.onResolve({ filter: new RegExp(`^${module}$`) }, ({ kind }) =>
          kind === 'import-statement'
            ? { path: module, namespace: 'scripts/lib/apart.mjs', pluginData: { part, names } }
            : {
                errors: [
                  { text: `"${module}" is loaded late by itself: import it with an import statement` },
                ],
              },
        );
      }
    }
    context.onLoad(
      { filter: /./, namespace: 'scripts/lib/apart.mjs' },
      ({ pluginData: { part, names } }) => ({
        contents: `export { ${names.join(', ')} } from ${JSON.stringify(`getters:${part}`)};`,
      }),
    );
    context.onResolve({ filter: /^getters:/ }, ({ path }) => ({
      path: path.slice('getters:'.length),
      namespace: 'getters',
    }));
    context.onResolve({ filter: /./, namespace: 'getters' }, ({ path }) => ({ path, external: true }));
    context.onLoad({ filter: /./, namespace: 'getters' }, ({ path: part }) => ({
      contents: `module.exports = {
        __esModule: true,
        ${Object.values(parts[part] ?? {})
          .flat()
          .map((name) => `get ${name}() { return require('./${part}.js').${name}; },`)
          .join('\n')}
      };`,
    }));
  },
};
