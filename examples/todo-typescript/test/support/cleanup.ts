import type { TestContext } from 'node:test';

/** Disposes of `thing` when the test is over. Node 22 does not know `await using` yet. */
export function disposedAfter<Thing extends AsyncDisposable>(test: Pick<TestContext, 'after'>, thing: Thing): Thing {
  test.after(() => thing[Symbol.asyncDispose]());
  return thing;
}
