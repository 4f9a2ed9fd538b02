// `npm run test:long [-- WORD…]`: what takes too long for each change, in full: soaks, fuzzing, random histories and
// programs killed at many moments; with words, only the files with one of them in their path.
import { main } from './lib/main.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const { buildProduct } = await import('./build.mjs');
  const stages = new Stages(signal);
  await stages.run('build', buildProduct);
  await stages.runTests('long tests', findTests(process.argv.slice(2)).long);
  return stages.close();
});
