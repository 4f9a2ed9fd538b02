import assert from 'node:assert/strict';

/** Waits until something holds, and fails where that never comes. */
export async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < limit, 'it came to nothing in a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
