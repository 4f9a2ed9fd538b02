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

test('a number of seconds that no timer takes is refused with what one takes', async (t) => {
  for (const seconds of ['1e9', '0', 'soon']) {
    const words = ['start', 'backup.xml', '--qmp', 'socket', '--poll-interval', seconds];
    const { status, stderr } = await domainbackup(t, ...words);
    assert.equal(status, 2);
    assert.match(stderr, /Give seconds above 0 and up to 2000000, such as 0\.5\./);
  }
});

test('a speed that lacks its suffix is refused: a backup would never end with it', async (t) => {
  const backup = await domainbackup(t, 'start', 'backup.xml', '--qmp', 'socket', '--speed', '8');
  const running = await domainbackup(t, 'speed', '8', '--qmp', 'socket');
  for (const { status, stderr } of [backup, running]) {
    assert.equal(status, 2);
    assert.match(
      stderr,
      /'8' is invalid.*\. 8 B\/s is too slow to get anywhere; give at least 64 KiB\/s, such as 8M\./,
    );
  }
});
