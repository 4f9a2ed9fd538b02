// `npm run test:long`: the tests that take too long for each change, in full: 20,000 random edits of documents.
import { main } from './lib/main.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const stages = new Stages(signal);
  await stages.runTests('long tests', findTests(process.argv.slice(2)).long);
  return stages.close();
});
