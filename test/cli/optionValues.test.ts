import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainbackup } from './support';

test('an option that was given no value never takes the next option for one', async (t) => {
  const forgotten: [command: string[], option: string][] = [
    [['start', 'backup.xml', '--qmp', 'socket'], '--checkpoint'],
    [['start', 'backup.xml', '--qmp', 'socket'], '--guest-agent'],
    [['plan', 'backup.xml'], '--qmp'],
    [['restore', 'run'], '--to'],
    [['restore', 'run', '--to', 'folder', '--disk', 'vda'], '--disk'],
    [['verify', 'run'], '--catalog'],
  ];
  for (const [command, option] of forgotten) {
    const { status, stdout, stderr } = await domainbackup(t, ...command, option, '--json');
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(
      stderr,
      new RegExp(`^error: option '${option} .*' argument '--json' is invalid\\. No value begins with "-"`),
    );
  }
  const speed = await domainbackup(t, 'start', 'backup.xml', '--qmp', 'socket', '--speed', '--json');
  assert.equal(speed.status, 2);
  assert.match(speed.stderr, /argument '--json' is invalid\. Give whole bytes a second/);
});
