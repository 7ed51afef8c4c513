import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'lifecycle/entrypoint-keeps-stdin',
  title: 'Entrypoint hands stdin on to the server',
  why: 'A shell gives what it starts in the background an empty stdin: the server runs, and never hears its client.',
  remedy:
    'End the entrypoint script with `exec "$@"`. Where the server must run in the background, hand stdin on: `"$@" <&0 &`.',
  severity: 'error',
  references: [
    {
      title: 'POSIX shell: asynchronous lists',
      url: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html',
    },
  ],
  since: '0.1.0',
  needs: ['entrypointStdin'],
  run({ entrypointStdin: { answered, direct, entrypoint, command } }) {
    if (answered || direct?.answered !== true) return [];
    return [
      {
        message: `The server answers when it is started directly (${direct.program.join(' ')}), and not through the entrypoint ${JSON.stringify(entrypoint)}.`,
        evidence: [`not answered: ${command}`, `answered: ${direct.command}`],
        repro: `{ printf '%s\\n' '{"jsonrpc":"2.0","id":1,"method":"ping"}'; sleep 3; } | ${command}`,
      },
    ];
  },
});
