import path from 'node:path';

/** The parts of XRegExp that salve loads: itself first, then what teaches it `\p{…}`. */
const parts = ['xregexp', 'addons/unicode-base', 'addons/unicode-blocks', 'addons/unicode-categories'].map(
  (name) => `xregexp/lib/${name}`,
);

/** In place of XRegExp: the same function, which loads the real one when it is first called. */
const lazy = `
  let whole;
  const face = (module) => (module.__esModule ? module.default : module);
  exports.__esModule = true;
  exports.default = function (pattern) {
    if (whole === undefined) {
      whole = face(require(${JSON.stringify(parts[0])}));
      ${parts
        .slice(1)
        .map((addon) => `face(require(${JSON.stringify(addon)}))(whole);`)
        .join('\n')}
    }
    return whole(pattern);
  };`;

/** In place of its addons, which salve installs as soon as it is loaded. */
const later = 'exports.__esModule = true; exports.default = () => undefined;';

/**
 * salve needs XRegExp only for a schema with `\p{…}` in a pattern, and yet it loads all of it at once, which is a good
 * part of a program's start. In our bundles that waits until there is such a schema.
 * @type {import('esbuild').Plugin}
 */
export const lazyXRegExp = {
  name: 'lazy-xregexp',
  setup(context) {
    const importer = /[\\/]salve[\\/]datatypes[\\/]regexp\.js$/;
    context.onResolve({ filter: /^xregexp\/lib\// }, (found) => {
      // Tests load packages from node_modules as they are.
      if (!importer.test(found.importer) || !parts.includes(found.path)) return undefined;
      return { path: found.path, namespace: 'lazy-xregexp', pluginData: path.dirname(found.importer) };
    });
    context.onLoad({ filter: /./, namespace: 'lazy-xregexp' }, ({ path: part, pluginData }) => ({
      contents: part === parts[0] ? lazy : later,
      resolveDir: pluginData,
      loader: 'js',
    }));
  },
};
