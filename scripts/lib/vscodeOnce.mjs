/**
 * Each file's `import * as vscode` would ask VS Code for its API, which looks each time for the extension that asks, and
 * copy all its hundreds of names: half of the extension's start. So the bundle asks once, and gives on an object that has
 * no names of its own, and all of the API's as those of its prototype, which esbuild keeps.
 * @type {import('esbuild').Plugin}
 */
export const vscodeOnce = {
  name: 'vscode-once',
  setup(context) {
    context.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode-once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode-once' },
    );
    context.onLoad({ filter: /./, namespace: 'vscode-once' }, () => ({
      contents: `module.exports = Object.create(require('vscode'));`,
    }));
  },
};
