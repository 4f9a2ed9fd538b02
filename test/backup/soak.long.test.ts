import { test } from 'node:test';
import { soak } from './soak';

test('five hundred backups in a row leave no node, job, descriptor or memory behind', (t) => soak(t, 500));
