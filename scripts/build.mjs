// Builds the product into dist/ and, for the test scripts, the tests into out/: CommonJS bundles, as VS Code's
// extension host and `node` load them. `node scripts/build.mjs` builds the product.
import { build } from 'esbuild';
import { chmod, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { apart, partContents, partEntries } from './lib/apart.mjs';
import { asFunction, writeCode } from './lib/codeCache.mjs';
import { filesIn } from './lib/files.mjs';
import { lazyXRegExp } from './lib/lazyXRegExp.mjs';
import { vscodeOnce } from './lib/vscodeOnce.mjs';
import { workers } from './lib/workers.mjs';
import { inProject, root } from './lib/paths.mjs';

const require = createRequire(import.meta.url);

/** @type {Map<string, Promise<string>>} One conversion a schema, however many bundles import it. */
const compiledSchemas = new Map();

/**
 * `import schema from '…/x.rng'` gives the compiled schema: converting RELAX NG takes 120 ms at run time, reading
 * the result back takes 0.2 ms, so it is done here, once.
 * @type {import('esbuild').Plugin}
 */
const relaxng = {
  name: 'relaxng',
  setup(context) {
    context.onLoad({ filter: /\.rng$/ }, async ({ path: file }) => {
      const compiled = compiledSchemas.get(file) ?? compileSchema(file);
      compiledSchemas.set(file, compiled);
      return { contents: await compiled, loader: 'json', watchFiles: [file] };
    });
  },
};

/** @type {Promise<typeof import('../engine/document/schema/compile.ts')> | undefined} Built once, whoever asks. */
let compiler;

/** @param {string} file @returns {Promise<string>} JSON */
async function compileSchema(file) {
  compiler ??= loadCompiler();
  const schema = await readFile(file, 'utf8');
  return JSON.stringify(await (await compiler).compileSchema(schema));
}

async function loadCompiler() {
  const outfile = inProject('out/tools/compileSchema.cjs');
  await build({
    entryPoints: [inProject('engine/document/schema/compile.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return require(outfile);
}

/** What every bundle with parts of the engine in it needs. */
export const bundlePlugins = [relaxng, workers, lazyXRegExp];

/** @satisfies {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  plugins: bundlePlugins,
};

/** The three programs that are shipped, and the parts of the extension that it loads later. */
export async function buildProduct() {
  await rm(inProject('dist'), { recursive: true, force: true });
  /** @satisfies {import('esbuild').BuildOptions} */
  const product = { ...common, minify: true, sourcemap: 'linked', external: ['vscode'] };
  await Promise.all([
    build({
      ...product,
      target: 'node22',
      plugins: [apart, vscodeOnce, ...bundlePlugins],
      entryPoints: ['client/extension.ts'],
      outfile: 'dist/extension.js',
    }),
    build({
      ...product,
      target: 'node22',
      plugins: [partContents, ...bundlePlugins],
      entryPoints: partEntries,
      outdir: 'dist',
    }),
    build({ ...product, entryPoints: ['server/server.ts'], outfile: 'dist/server.js' }),
    build({
      ...product,
      sourcemap: false,
      entryPoints: ['cli/launch.ts'],
      outfile: 'dist/cli.js',
      banner: { js: '#!/usr/bin/env node' },
    }),
    build({ ...product, ...asFunction, entryPoints: ['cli/main.ts'], outfile: 'dist/cliProgram.js' }),
  ]);
  await writeCode(inProject('dist/cliProgram.js'), inProject('dist/cliProgram.code'));
  await chmod(inProject('dist/cli.js'), 0o755);
}

/** Builds the product unless it is newer than all that goes into it. */
export async function ensureProduct() {
  const folders = ['engine', 'server', 'client', 'cli', 'schemas', 'scripts/lib'];
  const sources = folders.flatMap((folder) => filesIn(folder, ''));
  const inputs = await Promise.all(
    [...sources, 'package.json', 'package-lock.json', 'scripts/build.mjs'].map(changedAt),
  );
  const bundles = ['extension', ...partEntries.map(({ out }) => out), 'server', 'cli', 'cliProgram'];
  const files = [...bundles.map((name) => `${name}.js`), 'cliProgram.code'];
  const outputs = await Promise.all(files.map((name) => changedAt(`dist/${name}`)));
  if (Math.max(...inputs) > Math.min(...outputs)) await buildProduct();
}

/**
 * @param {string} file relative to the root
 * @returns {Promise<number>} in ms since the epoch; 0 when it is absent
 */
async function changedAt(file) {
  try {
    return (await stat(inProject(file))).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * Tests and benchmarks, each a bundle of its own at the same place under out/; packages are loaded from node_modules.
 * @param {string[]} files relative to the root
 * @returns {Promise<string[]>} the bundles, absolute, in the same order
 */
export async function buildTests(files) {
  await build({
    ...common,
    entryPoints: files,
    outbase: root,
    outdir: 'out',
    packages: 'external',
    sourcemap: 'linked',
  });
  return files.map((file) => inProject('out', file.replace(/\.ts$/, '.js')));
}

/**
 * Tests that need no process of their own: those of a room are one bundle, in which each file is a suite by its path.
 * Starting a process and loading the engine takes longer than most files' tests do.
 * @param {string[]} files under test/, relative to the root
 * @returns {Promise<string[]>} the bundles, absolute, the one of the most files first
 */
export async function buildTestRooms(files) {
  /** @type {Map<string, string[]>} by the name of the room */
  const rooms = new Map();
  for (const file of files) {
    const room = path.basename(path.dirname(file));
    rooms.set(room, [...(rooms.get(room) ?? []), file]);
  }
  const outdir = inProject('out/test/rooms');
  await build({
    ...common,
    plugins: [...common.plugins, testRoom(rooms)],
    entryPoints: [...rooms.keys()].map((room) => ({ in: `room:${room}`, out: room })),
    outdir,
    packages: 'external',
    sourcemap: 'linked',
  });
  return [...rooms]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([room]) => path.join(outdir, `${room}.js`));
}

/**
 * `room:NAME` is a program that runs the room's files one after the other.
 * @param {ReadonlyMap<string, string[]>} rooms
 * @returns {import('esbuild').Plugin}
 */
function testRoom(rooms) {
  return {
    name: 'test-room',
    setup(context) {
      context.onResolve({ filter: /^room:/ }, ({ path: name }) => ({
        path: name.slice('room:'.length),
        namespace: 'room',
      }));
      context.onLoad({ filter: /.*/, namespace: 'room' }, ({ path: room }) => ({
        resolveDir: root,
        contents: [
          `const { suite } = require('node:test');`,
          ...(rooms.get(room) ?? []).map((file) => {
            const name = JSON.stringify(file);
            return `suite(${name}, () => { require(${JSON.stringify(`./${file}`)}); });`;
          }),
        ].join('\n'),
      }));
    },
  };
}

/**
 * The stand-in for VS Code's executable, with the command line where @vscode/test-electron looks for it.
 * @returns {Promise<string>} the executable
 */
export async function buildCodeHost() {
  const folder = inProject('out/host');
  await rm(folder, { recursive: true, force: true });
  const executable = path.join(folder, 'code-host');
  await build({
    ...common,
    entryPoints: ['test/host/codeHost.ts'],
    outfile: executable,
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod(executable, 0o755);
  await mkdir(path.join(folder, 'bin'));
  await symlink('../code-host', path.join(folder, 'bin/code'));
  return executable;
}

/**
 * The helper that drives the workbench's window.
 * @returns {Promise<string>} the bundle
 */
export async function buildWorkbenchDriver() {
  const outfile = inProject('out/tools/workbench.cjs');
  await build({ ...common, entryPoints: ['test/host/workbench.ts'], outfile, packages: 'external' });
  return outfile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildProduct();
