// `npm run check [-- WORD…]`: types, lint, layout, and the plain tests (those with one of the words in their path).
// What a change needs while it is being made; `npm test` does the rest.
import { main } from './lib/main.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const stages = new Stages(signal);
  await stages.runStaticChecks();
  await stages.runTests('plain tests', findTests(process.argv.slice(2)).plain, 'of each room');
  return stages.close();
});
