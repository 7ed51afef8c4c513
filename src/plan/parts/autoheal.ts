import { BACKEND_HEALTHCHECK } from '../backend-image.js';
import type { ComposeMap } from '../stack/compose-node.js';
import type { Part } from './part.js';

/** How often in a row a process may leave its health check without an answer. */
const LIMIT = 3;

/**
 * Restarts what hangs. Docker only restarts what has ended, so the health check ends what no longer answers, with the rights of the
 * container itself: nobody else needs access to the engine.
 */
export const autoheal: Part = {
  id: 'autoheal',
  title: 'restarts server and backend when they hang, without access to the engine',
  requires: [],
  contribute: ({ healthcheck, developmentHealthcheck }) => ({
    adjust: {
      'mcp-server': healed(healthcheck),
      backend: healed(BACKEND_HEALTHCHECK),
    },
    // A program that stands at a breakpoint answers nothing either; and the image for development has other files.
    adjustDevelopment: {
      'mcp-server': onlyAsked(developmentHealthcheck),
      backend: onlyAsked(BACKEND_HEALTHCHECK),
    },
    notes: [
      `A server or backend that leaves ${LIMIT} health checks in a row without any answer is ended by the last of them, and started again by \`restart\`. One that answers but is not well, because its database is away for example, is left alone: a restart would not help. During development nothing is ended.`,
    ],
  }),
};

const onlyAsked = (healthcheck: readonly string[]): ComposeMap => ({ healthcheck: { test: ['CMD', ...healthcheck] } });

function healed(healthcheck: readonly string[]): ComposeMap {
  const command = healthcheck.join(' ');
  const lines = [
    `${command} && exec rm -f /tmp/unanswered`,
    `if ${command} live; then`,
    '  rm -f /tmp/unanswered',
    'else',
    '  echo >> /tmp/unanswered',
    // A signal to -1 reaches every process but the first, which is the init that ends with them.
    `  [ "$$(wc -l < /tmp/unanswered)" -lt ${LIMIT} ] || kill -KILL -1`,
    'fi',
    'exit 1',
  ];
  return {
    healthcheck: {
      '#test': 'The third time in a row without an answer ends the processes, and restart starts them again.',
      test: ['CMD-SHELL', lines.join('\n')],
      // Both questions may take as long as they are allowed to.
      timeout: '20s',
      retries: LIMIT,
    },
  };
}
