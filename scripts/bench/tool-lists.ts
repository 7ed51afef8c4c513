/** The CLI of the protocol's Inspector and a server for both to ask, where npm can install it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { cachePath } from '../../test/support/cache-folder.ts';
import type { Log } from '../../test/support/log.ts';

const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const SERVER = resolve(import.meta.dirname, '../../test/fixtures/servers/good.ts');

interface ToolLists {
  /** Script of the Inspector, for node. */
  readonly inspector: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Undefined when the Inspector is not here and cannot be installed. */
export async function toolLists(log: Log): Promise<ToolLists | undefined> {
  const inspector = installed();
  if (inspector === undefined) {
    log(`${INSPECTOR} cannot be installed: tools list is not measured beside it.`);
    return undefined;
  }
  const server = spawn(process.execPath, [SERVER, 'http'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let port: string | undefined;
  for await (const chunk of server.stderr) {
    said += String(chunk);
    port = /listening on \S+:(\d+)\n/u.exec(said)?.[1];
    if (port !== undefined) break;
  }
  if (port === undefined) throw new Error(`${SERVER} did not start: ${said}`);
  return {
    inspector,
    url: `http://127.0.0.1:${port}/mcp`,
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}

/** Once for all runs: it is more than a hundred megabytes. */
function installed(): string | undefined {
  const folder = cachePath('inspector-2.12.0');
  const script = join(folder, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
  if (existsSync(script)) return script;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['install', '--no-audit', '--no-fund', '--no-save', INSPECTOR], {
    cwd: folder,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  return status === 0 && existsSync(script) ? script : undefined;
}
