import { defineCheck } from '../define-check.js';

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox']);
const LAUNCHERS = new Set(['npm', 'npx', 'yarn', 'pnpm', 'uvx', 'make']);

/** How a published server is started without its runner. */
const DIRECT = '["node", "node_modules/<package>/dist/index.js"], or the console script that the package installed.';

export default defineCheck({
  id: 'lifecycle/pid1-is-server',
  title: 'PID 1 is the server or an init',
  why: 'Signals go to PID 1 alone: a shell or package runner there does not pass SIGTERM on, and the server never hears of it.',
  remedy:
    'Write ENTRYPOINT in exec form, and `exec` the server in the last line of an entrypoint script. An init such as tini is fine.',
  severity: 'warning',
  references: [
    {
      title: 'Dockerfile reference: exec form',
      url: 'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    },
  ],
  aliases: ['DL3025', 'JSONArgsRecommended'],
  profile: 'quick',
  since: '0.1.0',
  needs: ['processes'],
  run({ processes: { pid1, processes, command } }) {
    const [program = '', first = ''] = pid1.command.split(/\s+/u).map(baseName);
    // Package runners written for an interpreter show as its argument: `node /usr/local/bin/npx …`.
    const launcher = LAUNCHERS.has(program) ? program : first.replace(/(?:-cli)?\.(?:c|m)?js$/u, '');
    const isShell = SHELLS.has(program);
    if (!isShell && !LAUNCHERS.has(launcher)) return [];
    const kind = isShell ? 'a shell' : 'a package runner';
    return [
      {
        message: `PID 1 is ${kind}: ${pid1.command}`,
        ...(isShell ? {} : { remedy: `Start the server itself in ENTRYPOINT, not through ${launcher}: ${DIRECT}` }),
        evidence: processes.slice(0, 8).map(({ pid, command: line }) => `${pid} ${line}`),
        ...(command?.startsWith('docker run --rm ') === true
          ? { repro: `id=$(${command.replace('--rm', '--rm --detach')}); sleep 2; docker top "$id"; docker stop "$id"` }
          : {}),
      },
    ];
  },
});

const baseName = (path: string) =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/^-/u, '')
    .replace(/:$/u, '');
