import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configuredRunOptions } from '../../client/runOptions';
import { bytesText, enteredSpeed, rateText, sizeText } from '../../client/views/words/quantities';
import { limitSpeed } from './support/largeBackup';

describe('A window in German', () => {
  const language = Object.getOwnPropertyDescriptor(vscode.env, 'language');

  // VS Code leaves its API open to changes while it runs tests.
  before(() => Object.defineProperty(vscode.env, 'language', { configurable: true, get: () => 'de' }));
  after(() => language && Object.defineProperty(vscode.env, 'language', language));

  it('shows sizes and rates with a comma, as it does all other numbers', () => {
    assert.equal(sizeText(1.5 * 2 ** 20), '1,5 MiB');
    assert.equal(rateText(12.5 * 2 ** 20), '12,5 MiB/s');
    assert.equal(bytesText({ current: 512, total: 1.25 * 2 ** 30 }), '512 B of 1,25 GiB');
  });

  it('takes a speed as it shows one, and as its settings do', () => {
    assert.equal(enteredSpeed(rateText(12.5 * 2 ** 20)), 12.5 * 2 ** 20);
    assert.equal(enteredSpeed('1,5M'), 1.5 * 2 ** 20);
    assert.equal(enteredSpeed('1.5M'), 1.5 * 2 ** 20);
    assert.equal(enteredSpeed('1.000,5M'), undefined);
  });

  it('takes it so from the settings, too', async () => {
    try {
      await limitSpeed('1,5M');
      assert.equal(configuredRunOptions().speed, 1.5 * 2 ** 20);
    } finally {
      await limitSpeed(undefined);
    }
  });
});
