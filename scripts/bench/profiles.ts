/**
 * How long each profile of `verify` takes on an image, for docs/profiles.md: the best of some runs, since what else the machine does
 * only ever adds. `node scripts/bench/profiles.ts todo:1.0.0`; needs a build of mcp-dock and an engine.
 */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const RUNS = 3;
const [image] = process.argv.slice(2);
if (image === undefined) throw new Error('Name an image.');
const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
for (const profile of ['quick', 'standard', 'full']) {
  const times = Array.from({ length: RUNS }, () => {
    const from = performance.now();
    const args = [bin, 'verify', `image:${image}`, '--profile', profile, '--json', '--fail-on', 'never'];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], maxBuffer: Infinity });
    return performance.now() - from;
  });
  console.log(`${profile.padEnd(8)}  ${(Math.min(...times) / 1000).toFixed(1)} s`);
}
