import { build } from 'esbuild';
import path from 'node:path';

/**
 * `import code from 'worker:./x'` gives the code of `x.ts` as text, bundled for a thread of its own: a file beside the
 * bundle would have to be found again by each program, and by each test.
 * @type {import('esbuild').Plugin}
 */
export const workers = {
  name: 'workers',
  setup(context) {
    context.onResolve({ filter: /^worker:/ }, ({ path: file, resolveDir }) => ({
      path: path.join(resolveDir, `${file.slice('worker:'.length)}.ts`),
      namespace: 'worker',
    }));
    context.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path: file }) => {
      const { outputFiles } = await build({
        entryPoints: [file],
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        minify: true,
        write: false,
        logLevel: 'warning',
      });
      return { contents: outputFiles[0]?.text ?? '', loader: 'text', watchFiles: [file] };
    });
  },
};
