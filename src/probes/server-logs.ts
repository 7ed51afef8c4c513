import { bearerToken } from '../model/bearer-token.js';
import { cleanLines, cleanText, maskSecrets } from '../model/clean-text.js';
import type { SecretFinding } from '../model/facts/image.js';
import { findSecrets, maskFoundSecrets } from '../model/find-secrets.js';
import { tellingSecretValues } from '../model/telling-secrets.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';
import { excerptOf } from '../model/log-excerpt.js';
import { isMessage } from '../model/mcp-protocol.js';
import { logEntries } from './collecting/log-entries.js';
import { asWritten, withoutOwnQuestion } from './collecting/without-own-question.js';
import { fingerprintOf } from './image-layers/fingerprint.js';

const LINES = 2_000;
const LISTED = 50;

export default defineProbe({
  fact: 'serverLogs',
  title: 'Read what it logged',
  timeoutMs: 15_000,
  scenario: 'http',
  otherwise: 'stdio',
  phase: 'ended',
  after: ['httpStart', 'mcpHttp', 'mcpStdio'],
  async collect({ run, engine, target, fact }) {
    const logged =
      run.logged?.(LINES) ??
      (run.containerId === undefined ? undefined : await engine.containerLogs(run.containerId, LINES));
    if (logged === undefined) throw new NotApplicable('It is no container of this engine.');
    // Over stdio, stdout is the protocol: what a tool returns is not a log. One that never answered wrote no protocol there.
    const silent = run.spec.mode === 'stdio' && (await neverAnswered(fact));
    const lines = logged
      .filter(({ stream, line }) => run.spec.mode === 'http' || stream === 'stderr' || (silent && !isMessage(line)))
      .map(({ line }) => line);
    const secretValues = tellingSecretValues(target.secretValues);
    // The address of a request of our own is nothing that the server told.
    const token = run.owned ? bearerToken(target.headers) : undefined;
    const secrets = lines.flatMap((line, index): SecretFinding[] =>
      findSecrets(withoutOwnQuestion(line, token), { place: 'log', name: '', secretValues }).map(
        ({ rule, title, value }) => ({
          rule,
          title,
          place: 'log',
          name: `line ${index + 1}`,
          fingerprint: fingerprintOf(value),
        }),
      ),
    );
    const shownNowhere = [...target.secretValues, ...(token === undefined ? [] : asWritten(token))];
    const masked = (line: string) =>
      maskSecrets(maskFoundSecrets(line, { place: 'log', name: '', secretValues }), shownNowhere);
    const environment =
      run.containerId === undefined ? [] : (await engine.inspectContainer(run.containerId)).environment;
    const logFormat = environment.find((one) => one.startsWith('LOG_FORMAT='))?.slice('LOG_FORMAT='.length);
    return {
      ...logEntries(lines, masked),
      ...(logFormat === undefined ? {} : { logFormat: cleanText(masked(logFormat), 40) }),
      lines: lines.length,
      tail: cleanLines(
        excerptOf(lines.filter((line) => line.trim() !== ''))
          .map(masked)
          .join('\n'),
        LINES,
      ),
      secrets: secrets.slice(0, LISTED),
      command: run.command,
      ...(run.containerId === undefined && { process: true }),
    };
  },
});

const neverAnswered = (fact: ScenarioProbeContext['fact']) =>
  fact('mcpStdio').then(
    ({ answered }) => !answered,
    () => false,
  );
