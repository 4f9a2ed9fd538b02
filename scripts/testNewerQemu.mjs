// `npm run test:newer-qemu [-- WORD…]`: the tests against QEMU, with the newest QEMU that Debian's backports have in place
// of the installed one, which stays as it is.
import path from 'node:path';
import { main } from './lib/main.mjs';
import { run } from './lib/run.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNewerQemu } from './setup/newerQemu.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';

await main(async (signal) => {
  await ensureNodeModules(signal);
  await ensureDebianPackages(['machine', 'guestAgent'], signal);
  const commands = await ensureNewerQemu(signal);
  process.env['PATH'] = `${commands}${path.delimiter}${process.env['PATH'] ?? ''}`;
  await run('qemu-system-x86_64', ['--version'], { signal });
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const { buildProduct } = await import('./build.mjs');
  const stages = new Stages(signal);
  await stages.run('build', buildProduct);
  await stages.runTests('tests against the newer QEMU', findTests(process.argv.slice(2)).qemu);
  return stages.close();
});
