import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../client/store/emitter';
import { whenTrusted } from '../../client/whenTrusted';

/** A workspace whose trust a person decides on; VS Code asks none in a test. */
function workspaceOf(isTrusted: boolean) {
  const granted = new Emitter<void>();
  return { isTrusted, onDidGrantWorkspaceTrust: granted.event, grant: () => granted.fire(undefined) };
}

test('what needs trust is done at once in a trusted workspace, and once trust is granted in another', () => {
  const done: string[] = [];
  whenTrusted(workspaceOf(true), () => done.push('at once'));
  assert.deepEqual(done, ['at once']);
  const workspace = workspaceOf(false);
  whenTrusted(workspace, () => done.push('granted'));
  assert.deepEqual(done, ['at once']);
  workspace.grant();
  assert.deepEqual(done, ['at once', 'granted']);
  const left = workspaceOf(false);
  whenTrusted(left, () => done.push('too late')).dispose();
  left.grant();
  assert.deepEqual(done, ['at once', 'granted']);
});
