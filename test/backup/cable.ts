import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A monitor socket that a test can cut and mend: what connects to it is passed on to QEMU. */
export async function cable(t: TestContext, folder: string, socket: string) {
  const file = path.join(folder, 'cable.sock');
  const ends = new Set<Socket>();
  let state: 'whole' | 'cut' = 'whole';
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(socket);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const cut = () => {
    state = 'cut';
    for (const end of ends) end.destroy();
    ends.clear();
  };
  t.after(() => {
    cut();
    server.close();
  });
  return { file, cut, mend: () => (state = 'whole') };
}
