import { exitDetails, explainExit } from '../../model/explain-exit.js';
import { addressRemedy, otherWaysWords } from '../../model/address-remedy.js';
import type { StartFact } from '../../model/facts/run.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { wantedAtExit } from '../../model/wanted-by.js';
import { defineCheck } from '../define-check.js';
import { otherPortRemedy } from '../http/other-port.js';
import { notStarted } from '../../model/wanted-variables.js';

export default defineCheck({
  id: 'start/ready-in-time',
  title: 'Server is ready soon after its start',
  why: 'Until then every request fails, and a platform that waits too long starts the container again and again.',
  remedy:
    'Listen first and load afterwards, answer the health path as soon as requests can be served, and keep slow work out of the start. What has to take longer is given its time with budgets.ready of mcp-dock.yaml.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['httpStart', 'settings'],
  run({ httpStart, settings }) {
    if (httpStart.readyMs === undefined && httpStart.answersAt === undefined && httpStart.oldTransport !== undefined)
      return { notApplicable: 'It has only the transport HTTP+SSE of 2024-11-05; see mcp/initialize.' };
    if (httpStart.foundRunning === true) {
      return httpStart.readyMs === undefined
        ? [notThere(httpStart, settings)]
        : { notApplicable: 'It was running before.' };
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
        message: `The server was ready ${formatDuration(readyMs)} after its start, over ${formatDuration(late ? limitMs : readyWarningMs)} (budgets.${late ? 'ready' : 'readyWarning'}).`,
        measured: formatDuration(readyMs),
        limit: formatDuration(late ? limitMs : readyWarningMs),
        ...(late ? {} : { severity: 'warning' as const }),
        ...(repro === undefined ? {} : { repro }),
      },
    ];
  },
});

/** What came from an address at which a server was said to run. */
function notThere(
  { lastAnswer = 'nothing came back', lastStatus, listeningMs, fault, ...ways }: StartFact,
  { configured }: Pick<Settings, 'configured'>,
): Finding {
  if (lastStatus === undefined && listeningMs !== undefined && fault === undefined)
    return {
      message: `Something accepts connections there, and does not answer: ${lastAnswer}.`,
      // Nothing of a project here says anything about an address.
      remedy: `See what the server, or the proxy before it, waits for; most clients have given up by then.${configured ? ' One that has to take longer is given its time with budgets.handshake of mcp-dock.yaml.' : ''}`,
    };
  if (lastStatus === undefined)
    return {
      message: `Nothing answers there: ${lastAnswer}.`,
      remedy: addressRemedy({ kind: fault }) ?? 'See that the server runs, and that host and port are right.',
    };
  if (lastStatus === 404)
    return {
      message: `A server answers there, but has no such path: ${lastAnswer}.${otherWaysWords(ways)}`,
      remedy: addressRemedy({ status: lastStatus, ...ways }),
    };
  return {
    message: `A server answers there, and is not ready: ${lastAnswer}.`,
    remedy: 'See what the server, or the proxy before it, logs of this request.',
  };
}

function neverReady(
  { exited, listeningMs, lastAnswer, lastStatus, elsewhere, silence }: StartFact,
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
  const never = { measured: 'never', limit: formatDuration(limitMs) };
  const late = `was not ready within ${formatDuration(limitMs)} (budgets.ready)`;
  const last = lastAnswer === undefined ? '' : `; the last answer was: ${lastAnswer}`;
  if (silence !== undefined)
    return {
      message: `The server ${late}: ${silence.words}.`,
      ...never,
      cause: silence.cause,
      remedy: silence.remedy,
      ...(silence.lastLines.length === 0 ? {} : { evidence: silence.lastLines }),
    };
  if (listeningMs === undefined) return { message: `The server ${late}${last}.`, ...never };
  const since = `The server listens since ${formatDuration(listeningMs)} after its start and`;
  // A route that is missing is not waited for.
  return { message: `${since} ${lastStatus === 404 ? 'never got ready' : late}${last}.`, ...never };
}
