import { describe, test } from 'node:test';
import { Random } from '../support/random';
import { hardSchemas } from './support/hardSchemas';
import { walkBesideSalve } from './support/besideSalve';

describe('What is remembered of a schema is what salve says', () => {
  for (const { like, compiled } of hardSchemas)
    test(`of ${like}`, async () => walkBesideSalve(await compiled, new Random(1), 150));
});
