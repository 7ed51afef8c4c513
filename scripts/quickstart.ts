import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ensureBaseImages } from '../test/support/base-images.ts';
import { ensureEngine } from '../test/support/engine.ts';
import { progressLog } from '../test/support/log.ts';
import { foreground, wasInterrupted, watchSignals } from './child-process.ts';
import { duration, styled, taskStarted } from './console-style.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CLI = join(ROOT, 'bin', 'run.js');
const NAME = 'todo';
const started = taskStarted();
const log = progressLog({ since: started });

function heading(text: string): void {
  process.stdout.write(`\n${styled('bold', text)}\n`);
}

function fail(message: string, remedy: string, code: number): number {
  process.stderr.write(`\n${styled('red', message, process.stderr)}\n${remedy}\n`);
  return code;
}

/** The reference that the project names itself, so that what is printed below can be pasted. */
async function imageOf(project: string): Promise<string> {
  const { parse } = await import('yaml');
  try {
    const config = parse(await readFile(join(project, 'mcp-dock.yaml'), 'utf8')) as { image?: string };
    if (config.image) return config.image;
  } catch {
    // `verify` was content with the file, so the name it has without one is the right one.
  }
  return `${NAME}:latest`;
}

async function quickstart(): Promise<number> {
  watchSignals();
  heading('1. Engine and base images');
  const engine = await ensureEngine({ log });
  if (wasInterrupted()) return fail('Interrupted.', 'Nothing was made yet.', 130);
  if (!engine.available) return fail(engine.reason, engine.remedy, 3);
  try {
    await ensureBaseImages(['debian:bookworm-slim', 'node:24-bookworm-slim'], { log, engine });
  } catch (error) {
    if (wasInterrupted()) return fail('Interrupted.', 'No project was made yet.', 130);
    return fail('The base images could not be had.', (error as Error).message, 3);
  }

  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mcp-dock-quickstart-')));
  const project = join(folder, NAME);
  const steps = [
    { title: '2. A new project', args: ['init', project, '--yes', '--name', NAME], cwd: folder },
    { title: '3. Its image', args: ['build', project], cwd: folder },
    { title: '4. The proof', args: ['verify'], cwd: project },
  ];
  for (const { title, args, cwd } of steps) {
    heading(title);
    process.stdout.write(`${styled('dim', `$ mcp-dock ${args.join(' ')}`)}\n`);
    const begun = Date.now();
    const { code } = await foreground(process.execPath, [CLI, ...args], { cwd });
    if (wasInterrupted()) return fail('Interrupted.', `What exists so far is in ${folder}.`, 130);
    if (code !== 0) {
      return fail(
        `\`mcp-dock ${args[0]}\` ended with exit code ${code} after ${duration(Date.now() - begun)}.`,
        existsSync(project) ? `The project stays in ${project} for a look.` : 'Its output above says why.',
        code,
      );
    }
    log(`\`mcp-dock ${args[0]}\` took ${duration(Date.now() - begun)}.`);
  }

  heading(`Done after ${duration(Date.now() - started)}.`);
  process.stdout.write(howToGoOn(project, folder, await imageOf(project), engine.started));
  return 0;
}

function howToGoOn(project: string, folder: string, image: string, engineStarted: boolean): string {
  const lines: [string, string[]][] = [
    ['The project', [project]],
    [
      'Run it',
      [
        `cd ${project}`,
        'docker compose -f compose.yaml up --detach --wait   # or, without compose:',
        `docker run --rm --init --env-file .env -p 127.0.0.1:3000:3000 ${image}`,
      ],
    ],
    [
      'Connect a client',
      [
        'over HTTP:   http://127.0.0.1:3000/mcp',
        `over stdio:  docker run -i --rm --init ${image} stdio`,
        "Its README.md has the entries for the clients' configuration files.",
      ],
    ],
    ['Look closer', [`cd ${project} && node ${CLI} verify --list`, `node ${CLI} doctor`]],
    [
      'Clean up',
      [
        'docker compose -f compose.yaml down --volumes   # in the project, when it ran with compose',
        `docker image rm ${image}`,
        `${process.platform === 'win32' ? 'rmdir /s /q' : 'rm -r'} ${folder}`,
      ],
    ],
  ];
  const text = lines.map(
    ([title, entries]) => `\n${styled('bold', title)}\n${entries.map((entry) => `  ${entry}`).join('\n')}\n`,
  );
  if (engineStarted) {
    text.push('\nThe engine that was started here keeps running in the background, like a service.\n');
  }
  return text.join('');
}

process.exitCode = await quickstart();
