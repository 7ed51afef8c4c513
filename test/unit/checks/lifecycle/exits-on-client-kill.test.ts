import { expect, it } from 'vitest';
import exitsOnClientKill from '../../../../src/checks/lifecycle/exits-on-client-kill.js';
import { matrix } from '../../../support/lifecycle-facts.js';
import { testCheck } from '../../../support/test-check.js';

const leak = { gone: false } as const;

testCheck(exitsOnClientKill, {
  pass: [
    { name: 'a server that always ends', facts: { lifecycleMatrix: matrix() } },
    {
      name: 'what checks of their own tell',
      facts: {
        lifecycleMatrix: matrix([
          { teardown: 'stdin-closed', init: false, ...leak },
          { teardown: 'docker-stop', init: false, ...leak },
        ]),
      },
    },
    {
      name: 'a signal to a client that is none',
      facts: {
        lifecycleMatrix: matrix([{ teardown: 'client-sigterm', init: false, gone: false, notTried: 'no client' }], {
          client: 'attach',
        }),
      },
    },
  ],
  fail: [
    {
      name: 'a server that ignores the end of stdin',
      facts: {
        lifecycleMatrix: matrix([
          { teardown: 'stdin-closed', init: false, ...leak },
          { teardown: 'client-sigkill', init: false, ...leak },
          { teardown: 'client-sigkill', init: true, ...leak },
        ]),
      },
      messages: [
        'The container still ran 5.0 s after SIGKILL to its client (no --init).',
        'The container still ran 5.0 s after SIGKILL to its client (with --init).',
      ],
      remedies: [undefined, undefined],
    },
    {
      name: 'a server that hears no signal and ends with its client',
      facts: {
        lifecycleMatrix: matrix([{ teardown: 'client-sigterm', init: false, ...leak }], {
          sdks: [
            { name: 'python-1', version: '1.20.0', path: '/app/mcp' },
            { name: 'fastmcp', version: '2.14.0', path: '/app/fastmcp' },
          ],
        }),
      },
      messages: ['The container still ran 5.0 s after SIGTERM to its client (no --init).'],
      severities: ['warning'],
      remedies: [expect.stringMatching(/^FastMCP over stdio .*signal\.SIGTERM/u) as string],
    },
    {
      name: 'a server that nothing ends',
      facts: {
        lifecycleMatrix: matrix([
          { teardown: 'client-sigterm', init: true, ...leak },
          { teardown: 'client-sigkill', init: true, ...leak },
          { teardown: 'docker-stop', init: true, ...leak },
        ]),
      },
      messages: [
        'The container still ran 5.0 s after SIGTERM to its client (with --init).',
        'The container still ran 5.0 s after SIGKILL to its client (with --init).',
        'docker stop had to kill the container after 5.0 s (with --init).',
      ],
      severities: ['error', 'error', 'warning'],
    },
    {
      name: 'a container that --rm forgets',
      facts: { lifecycleMatrix: matrix([{ teardown: 'stdin-closed', init: false, notRemoved: true }]) },
      messages: ['The container ended after its stdin was closed (no --init), and --rm did not remove it.'],
    },
  ],
  unknown: [
    {
      name: 'one way that could not be tried, and no leak in the others',
      facts: {
        lifecycleMatrix: matrix([
          { teardown: 'client-sigkill', init: true, gone: false, notTried: 'It did not answer.' },
        ]),
      },
      reason: 'What follows SIGKILL to its client (with --init) is not known: It did not answer.',
    },
    {
      name: 'a server that never answered its clients',
      facts: {
        lifecycleMatrix: matrix(
          matrix().rows.map(({ teardown, init }) => ({
            teardown,
            init,
            gone: false,
            notTried: 'It did not answer: no',
          })),
        ),
      },
      reason: 'It did not answer: no',
    },
  ],
});

it('shows the whole matrix once', () => {
  const answer = exitsOnClientKill.run({
    lifecycleMatrix: matrix([
      { teardown: 'client-sigkill', init: false, gone: false },
      { teardown: 'client-sigkill', init: true, gone: false },
      { teardown: 'docker-stop', init: false, gone: false },
    ]),
  } as never);
  const evidence = Array.isArray(answer) ? answer.map((finding) => finding.evidence) : answer;
  expect(evidence).toEqual([
    [
      'after its stdin was closed: gone after 90 ms; with --init: gone after 90 ms',
      'after SIGTERM to its client: gone after 90 ms; with --init: gone after 90 ms',
      'after SIGKILL to its client: leaks; with --init: leaks',
      'after docker stop: had to be killed; with --init: gone after 90 ms',
    ],
    undefined,
  ]);
});
