import { exitDetails, explainExit } from '../../model/explain-exit.js';
import type { StartFact } from '../../model/facts/run.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { wantedAtExit } from '../../model/wanted-by.js';
import { defineCheck } from '../define-check.js';
import { otherPortRemedy } from '../http/other-port.js';
import { notStarted } from '../wanted-variables.js';

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
  profile: 'quick',
  since: '0.1.0',
  needs: ['httpStart', 'settings'],
  run({ httpStart, settings }) {
    if (httpStart.foundRunning === true) {
      return httpStart.readyMs === undefined ? [notThere(httpStart)] : { notApplicable: 'It was running before.' };
    }
    if (httpStart.onlyInside !== undefined)
      return { notApplicable: 'Nothing outside the container can reach it; see http/binds-all-interfaces.' };
    const { readyMs: limitMs, readyWarningMs } = settings.budgets;
    const repro = httpStart.command;
    const { readyMs, exited } = httpStart;
    const wants = exited === undefined ? undefined : wantedAtExit(exited, settings.placeholders);
    if (wants !== undefined) return { unknown: notStarted(wants) };
    if (readyMs === undefined)
      return [{ ...neverReady(httpStart, settings), ...(repro === undefined ? {} : { repro }) }];
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

/** What came from an address at which a server was said to run. */
function notThere({ lastAnswer = 'nothing came back', lastStatus, inVain, answersAt }: StartFact): Finding {
  if (lastStatus === undefined)
    return {
      message: `Nothing answers there: ${lastAnswer}.`,
      remedy:
        inVain === true
          ? 'Correct the address: its beginning, host and port.'
          : 'See that the server runs, and that host and port are right.',
    };
  if (lastStatus === 404)
    return answersAt === undefined
      ? {
          message: `A server answers there, but has no such path: ${lastAnswer}.`,
          remedy: 'Give the path of its MCP endpoint, which its documentation names; most have /mcp.',
        }
      : {
          message: `A server answers there, but has no such path: ${lastAnswer}. Something speaks MCP at ${answersAt}.`,
          remedy: `Give ${answersAt} as the path.`,
        };
  return {
    message: `A server answers there, and is not ready: ${lastAnswer}.`,
    remedy: 'See what the server, or the proxy before it, logs of this request.',
  };
}

function neverReady(
  { exited, listeningMs, lastAnswer, elsewhere, silence }: StartFact,
  { budgets, configured }: Settings,
): Finding {
  const limitMs = budgets.readyMs;
  if (elsewhere !== undefined)
    return {
      message: `The server never answered on its port; it listens on ${elsewhere.join(', ')}.`,
      measured: 'never',
      limit: formatDuration(limitMs),
      remedy: otherPortRemedy(elsewhere, { configured }),
    };
  if (exited !== undefined) {
    return { message: `${explainExit(exited)}.`, ...exitDetails(exited) };
  }
  if (silence !== undefined)
    return {
      message: `The server never answered on its port: ${silence.words}.`,
      measured: 'never',
      limit: formatDuration(limitMs),
      cause: silence.cause,
      remedy: silence.remedy,
      ...(silence.lastLines.length === 0 ? {} : { evidence: silence.lastLines }),
    };
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
