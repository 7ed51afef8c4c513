import { explainExit, remedyFor } from '../../model/explain-exit.js';
import type { StartFact } from '../../model/facts/run.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'start/ready-in-time',
  title: 'Server is ready soon after its start',
  why: 'Until then every request fails, and a platform that waits too long starts the container again and again.',
  remedy:
    'Listen first and load afterwards, answer the health path as soon as requests can be served, and keep slow work out of the start.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  since: '0.1.0',
  needs: ['httpStart', 'settings'],
  run({ httpStart, settings }) {
    if (httpStart.foundRunning === true) {
      return httpStart.readyMs === undefined
        ? [
            {
              message: `Nothing answers there: ${httpStart.lastAnswer ?? 'nothing came back'}.`,
              remedy: 'See that the server runs, and that address, port and path are right.',
            },
          ]
        : { notApplicable: 'It was running before.' };
    }
    if (httpStart.onlyInside !== undefined)
      return { notApplicable: 'Nothing outside the container can reach it; see http/binds-all-interfaces.' };
    const { readyMs: limitMs, readyWarningMs } = settings.budgets;
    const repro = httpStart.command;
    const { readyMs } = httpStart;
    if (readyMs === undefined)
      return [{ ...neverReady(httpStart, limitMs), ...(repro === undefined ? {} : { repro }) }];
    if (readyMs <= readyWarningMs) return [];
    const late = readyMs > limitMs;
    return [
      {
        message: `The server was ready ${formatDuration(readyMs)} after its start.`,
        measured: formatDuration(readyMs),
        limit: formatDuration(late ? limitMs : readyWarningMs),
        ...(late ? {} : { severity: 'warning' as const }),
        ...(repro === undefined ? {} : { repro }),
      },
    ];
  },
});

function neverReady({ exited, listeningMs, lastAnswer }: StartFact, limitMs: number): Finding {
  if (exited !== undefined) {
    return { message: `${explainExit(exited)}.`, evidence: exited.lastLines.slice(-8), remedy: remedyFor(exited) };
  }
  const last = lastAnswer === undefined ? '' : `; the last answer was: ${lastAnswer}`;
  return {
    message:
      listeningMs === undefined
        ? `The server never answered on its port${last}.`
        : `The server listens since ${formatDuration(listeningMs)} after its start and never got ready${last}.`,
    measured: 'never',
    limit: formatDuration(limitMs),
  };
}
