import { test } from 'node:test';
import { Random } from '../support/random';
import { hardSchemas } from './support/hardSchemas';
import { walkBesideSalve } from './support/besideSalve';

const documents = Number(process.env['DOMAINBACKUP_FUZZ_ROUNDS'] ?? 10_000);
const seed = Number(process.env['DOMAINBACKUP_FUZZ_SEED'] ?? 1);

for (const { like, compiled } of hardSchemas)
  test(`what is remembered of ${like} is what salve says, in ${documents} random documents (seed ${seed})`, async () =>
    walkBesideSalve(await compiled, new Random(seed), documents));
