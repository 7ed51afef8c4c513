import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_BYTES = 8 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;

/**
 * Counts bytes of a stream and frees, now and then, what was read of it. Buffers lie outside of V8's heap, so it lets some 100 MB of
 * them pile up before it looks; looking at young objects alone takes a millisecond or two.
 */
export function tidyReading(): (bytes: number) => void {
  const collect = collector();
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < EVERY_BYTES) return;
    since = 0;
    collect?.({ type: 'minor' });
  };
}

let known: Collect | undefined;

/** Undefined where the runtime has none to give. */
function collector(): Collect | undefined {
  if (known !== undefined) return known;
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('globalThis.gc');
  if (typeof found === 'function') known = found as Collect;
  return known;
}
