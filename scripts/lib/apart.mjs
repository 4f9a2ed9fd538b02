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
 * So in place of a part's modules there are getters, which load its bundle when the first of their values is used.
 * @type {import('esbuild').Plugin}
 */
export const apart = {
  name: 'apart',
  setup(context) {
    for (const [part, modules] of Object.entries(parts)) {
      for (const [module, names] of Object.entries(modules)) {
        context.onResolve({ filter: new RegExp(`^${module}$`) }, () => ({
          path: module,
          namespace: 'apart',
          pluginData: { part, names },
        }));
      }
    }
    context.onResolve({ filter: /./, namespace: 'apart' }, ({ path }) => ({ path, external: true }));
    context.onLoad({ filter: /./, namespace: 'apart' }, ({ pluginData: { part, names } }) => ({
      contents: `module.exports = {
        __esModule: true,
        ${names.map((/** @type {string} */ name) => `get ${name}() { return require('./${part}.js').${name}; },`).join('\n')}
      };`,
    }));
  },
};
