/**
 * Prints how long mcp-dock takes beside what cannot be avoided: short commands beside `node -e 0`, `verify` beside a bare
 * process that reads the same image and starts, asks and stops the same container through the Engine API. Both sides alternate, since a machine's
 * speed drifts; ratios of medians count.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ensureBaseImages } from '../test/support/base-images.ts';
import { ensureEngine } from '../test/support/engine.ts';
import { progressLog } from '../test/support/log.ts';
import { comparePeers } from './bench/peers.ts';
import { toolLists } from './bench/tool-lists.ts';
import { taskStarted } from './console-style.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CLI = join(ROOT, 'bin', 'run.js');
/** Without secrets: the bare build's session has none. */
const PLAIN = 'FROM debian:bookworm-slim\nCOPY . /app\nRUN seq 1 50000 && sleep 3\n';
const BARE_BUILD = join(import.meta.dirname, 'bench', 'bare-build.mjs');
const FLOOR = join(import.meta.dirname, 'bench', 'floor.mjs');
const DRAIN = join(import.meta.dirname, 'bench', 'drain-image.mjs');
const SCAN = join(import.meta.dirname, 'bench', 'scan-image.mjs');
/** The name that `init` gives a project with the version of the example. */
const IMAGE = 'todo-bench:1.0.0';
/** The largest project that `init` writes. */
const PARTS = 'proxy,backend,postgres,redis,secrets,fullstack,autoheal,dev';
const log = progressLog({ since: taskStarted() });

interface Row {
  readonly name: string;
  readonly times: readonly number[];
  readonly floor: readonly number[];
  /** Largest ratio; of a size, megabytes; of a build, milliseconds above the floor, or 3 % where that is more. */
  readonly goal: number;
  readonly measure?: 'difference' | 'size';
}

/** One run in milliseconds; a failing command is a failing benchmark. */
function time(args: readonly string[], cwd: string): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const took = performance.now() - before;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr.toString()}`);
  return took;
}

/** What a run prints: its largest resident memory in MB. */
function said(args: readonly string[], cwd: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { cwd });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr.toString()}`);
  return Number(stdout.toString());
}

/** Three runs; the goal is in megabytes. */
function memory(name: string, goal: number, measured: () => number): Row {
  return { name, goal, times: [measured(), measured(), measured()], floor: [1], measure: 'size' };
}

/** Runs both alternately, after a warm-up of each. */
function compare(name: string, goal: number, rounds: number, ours: () => number, floor: () => number): Row {
  ours();
  floor();
  const times: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(floor());
    times.push(ours());
  }
  return { name, goal, times, floor: floors };
}

/** The docker CLI's ways to build, as far as this machine has them. */
function dockerBuilds(): { name: string; args: string[] }[] {
  const has = (...args: string[]) => spawnSync('docker', args, { stdio: 'ignore' }).status === 0;
  return [
    ...(has('--version') ? [{ name: 'docker build', args: ['build'] }] : []),
    ...(has('buildx', 'version') ? [{ name: 'docker buildx build', args: ['buildx', 'build', '--load'] }] : []),
  ];
}

/** For the reader: what people would use otherwise. It has no goal. */
function showOthers(folder: string): void {
  for (const { name, args } of dockerBuilds()) {
    const times = [false, false, false, false, true, true].map((cold) => {
      const before = performance.now();
      const { status, stderr } = spawnSync(
        'docker',
        [...args, '--quiet', '--tag', 'bench-build:docker', ...(cold ? ['--no-cache'] : []), '.'],
        { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr.toString()}`);
      return performance.now() - before;
    });
    // The first one warms up.
    const [cached, cold] = [median(times.slice(1, 4)), median(times.slice(4))];
    process.stdout.write(`${name.padEnd(24)}  ${seconds(cached)} cached, ${seconds(cold)} cold\n`);
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const seconds = (value: number) =>
  (value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`).padStart(8);

function holds({ times, floor, goal, measure }: Row): boolean {
  const [ours, least] = [median(times), median(floor)];
  if (measure === 'size') return ours <= goal;
  return measure === 'difference' ? ours - least <= Math.max(goal, least * 0.03) : ours / least <= goal;
}

/** From the quickest to the slowest difference of neighbours, which were run one after the other. */
function spread({ times, floor }: Row): string {
  const more = times.map((took, index) => Math.round(took - (floor[index] ?? took))).toSorted((a, b) => a - b);
  return `   ${more[0]} to ${more.at(-1)} ms`;
}

function print(rows: readonly Row[]): boolean {
  process.stdout.write(`\n${'command'.padEnd(24)}    median     floor     ratio    goal\n`);
  for (const row of rows) {
    const { name, times, floor, goal, measure } = row;
    if (measure === 'size') {
      const largest = Math.max(...times);
      process.stdout.write(
        `${name.padEnd(24)}  ${String(largest).padStart(5)} MB                      ≤ ${goal} MB${holds(row) ? '' : '   over'}\n`,
      );
      continue;
    }
    const more = Math.round(median(times) - median(floor));
    const ratio = median(times) / median(floor);
    const [shown, wanted] =
      measure === 'difference' ? [`+${more} ms`, `+${goal} ms or 3 %`] : [`${ratio.toFixed(2)}×`, `${goal}×`];
    process.stdout.write(
      `${name.padEnd(24)}  ${seconds(median(times))}  ${seconds(median(floor))}  ${shown.padStart(8)}  ≤ ${wanted}${holds(row) ? '' : '   over'}${measure === 'difference' ? spread(row) : ''}\n`,
    );
  }
  return rows.every(holds);
}

const folder = mkdtempSync(join(tmpdir(), 'mcp-dock-bench-'));
try {
  const bare = () => time(['-e', '0'], folder);
  let count = 0;
  const rows = [
    compare('mcp-dock --version', 4, 15, () => time([CLI, '--version'], folder), bare),
    compare('mcp-dock --help', 4, 15, () => time([CLI, '--help'], folder), bare),
    compare('mcp-dock init --yes', 8, 9, () => time([CLI, 'init', `p${(count += 1)}`, '--yes'], folder), bare),
    compare(
      'init, all parts to none',
      1.5,
      9,
      () => time([CLI, 'init', `p${(count += 1)}`, '--yes', '--with', PARTS], folder),
      () => time([CLI, 'init', `p${(count += 1)}`, '--yes'], folder),
    ),
  ];
  const lists = await toolLists(log);
  if (lists !== undefined) {
    const { inspector, url } = lists;
    rows.push(
      compare(
        'tools list to Inspector',
        0.6,
        9,
        () => time([CLI, 'tools', 'list', url], folder),
        () => time([inspector, '--cli', url, '--method', 'tools/list'], folder),
      ),
      // Every question of the protocol to a server that runs, beside one list of it.
      {
        ...compare(
          'all protocol checks',
          1_000,
          7,
          () => time([CLI, 'verify', url], folder),
          () => time([CLI, 'tools', 'list', url], folder),
        ),
        measure: 'difference',
      },
    );
    await lists.stop();
  }
  const engine = await ensureEngine({ log });
  let plainFolder: string | undefined;
  if (engine.available) {
    await ensureBaseImages(['debian:bookworm-slim', 'node:24-bookworm-slim'], { log, engine });
    const project = join(folder, 'todo-bench');
    time([CLI, 'init', project, '--yes', '--name', 'todo-bench'], folder);
    time([CLI, 'build'], project);
    const plain = join(folder, 'bench-build');
    cpSync(join(project, 'src'), join(plain, 'src'), { recursive: true });
    writeFileSync(join(plain, 'Dockerfile'), PLAIN);
    plainFolder = plain;
    const bare = (...more: string[]) => time([BARE_BUILD, plain, 'bench-build:bare', ...more], plain);
    rows.push(
      {
        ...compare(
          'mcp-dock build, cached',
          150,
          11,
          () => time([CLI, 'build'], plain),
          () => bare(),
        ),
        measure: 'difference',
      },
      {
        ...compare(
          'mcp-dock build, cold',
          150,
          3,
          () => time([CLI, 'build', '--no-cache'], plain),
          () => bare('nocache'),
        ),
        measure: 'difference',
      },
      compare(
        'mcp-dock verify',
        1.3,
        7,
        () => time([CLI, 'verify'], project),
        () => time([FLOOR, IMAGE], project),
      ),
      // At least 70 % of the throughput of a stream that nobody looks at.
      compare(
        'layers, read to scanned',
        1 / 0.7,
        5,
        () => time([SCAN, IMAGE], project),
        () => time([DRAIN, IMAGE], project),
      ),
      memory('memory of that, MB', 150, () => said([SCAN, IMAGE], project)),
    );
  } else log('No engine: verify is not measured.');
  process.exitCode = print(rows) ? 0 : 1;
  if (plainFolder !== undefined) {
    showOthers(plainFolder);
    await comparePeers(CLI, IMAGE, folder, log);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
