// `npm run check [-- WORD…]`: build, types, lint, layout, and the plain tests, with words those that have one of them in
// their path. What a change needs while it is being made; `npm test` does the rest.
import { main } from './lib/main.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const stages = new Stages(signal);
  // Some tests run the command line and the server as they are shipped.
  const { buildProduct } = await import('./build.mjs');
  await stages.run('build', buildProduct);
  await stages.runStaticChecks();
  await stages.runTests('plain tests', findTests(process.argv.slice(2)).plain, 'of each room');
  return stages.close();
});
