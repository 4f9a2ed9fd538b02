import { test } from 'node:test';
import { soak } from './soak';

test('ten backups in a row leave no node, job, descriptor or memory behind', (t) => soak(t, 10));
