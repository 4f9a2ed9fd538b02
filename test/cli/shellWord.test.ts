import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { shellWord } from '../../cli/output/shellWord';

test('a path in a command that is to be copied is one word for a shell, and stays as it is where it is one', () => {
  for (const text of ['/run/my vm.qmp', "it's", '$HOME;`id`', 'a"b\\c', 'localhost:4444', ''])
    assert.equal(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' }), text);
  assert.equal(shellWord('/run/vm1-backup.qmp'), '/run/vm1-backup.qmp');
});
