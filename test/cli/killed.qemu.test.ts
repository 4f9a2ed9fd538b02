import { test } from 'node:test';
import { killAndSettle } from './killed';

test('killed at any of 16 moments, a start leaves nothing that the next command does not settle truly', (t) =>
  killAndSettle(t, 16, 1));
