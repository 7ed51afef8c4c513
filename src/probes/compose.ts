import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'compose',
  title: 'Look for Docker Compose',
  timeoutMs: 15_000,
  async collect({ processes, signal }) {
    const ask = (command: string, args: readonly string[]) =>
      processes.run(command, args, { timeoutMs: 10_000, signal });
    const plugin = await ask('docker', ['compose', 'version', '--short']);
    const version = versionIn(plugin.stdout);
    if (plugin.exitCode === 0 && version !== undefined) return { installed: true, kind: 'plugin', version };
    const standalone = await ask('docker-compose', ['version', '--short']);
    const standaloneVersion = versionIn(standalone.stdout);
    if (standalone.exitCode === 0 && standaloneVersion !== undefined)
      return { installed: true, kind: 'standalone', version: standaloneVersion };
    return {
      installed: false,
      kind: 'none',
      problem: plugin.missing
        ? 'The docker command is not on the PATH.'
        : plugin.timedOut
          ? '`docker compose version` did not answer within 10 s.'
          : 'The docker command has no plugin "compose", and there is no docker-compose.',
    };
  },
});

const versionIn = (text: string): string | undefined => /\d+\.\d+(?:\.\d+)?\S*/u.exec(text)?.[0];
