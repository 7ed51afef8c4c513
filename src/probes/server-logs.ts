import { cleanLines, maskSecrets } from '../model/clean-text.js';
import type { SecretFinding } from '../model/facts/image.js';
import { findSecrets, maskFoundSecrets, tellingSecretValues } from '../model/find-secrets.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { fingerprintOf } from './image-layers/fingerprint.js';

const LINES = 2_000;
const TAIL = 20;
const LISTED = 50;

export default defineProbe({
  fact: 'serverLogs',
  title: 'Read what it logged',
  timeoutMs: 15_000,
  scenario: 'http',
  otherwise: 'stdio',
  phase: 'ended',
  after: ['httpStart', 'mcpHttp', 'mcpStdio'],
  async collect({ run, engine, target }) {
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const logged = await engine.containerLogs(run.containerId, LINES);
    // Over stdio, stdout is the protocol: what a tool returns is not a log.
    const lines = logged
      .filter(({ stream }) => run.spec.mode === 'http' || stream === 'stderr')
      .map(({ line }) => line);
    const secretValues = tellingSecretValues(target.secretValues);
    const secrets = lines.flatMap((line, index): SecretFinding[] =>
      findSecrets(line, { place: 'log', name: '', secretValues }).map(({ rule, title, value }) => ({
        rule,
        title,
        place: 'log',
        name: `line ${index + 1}`,
        fingerprint: fingerprintOf(value),
      })),
    );
    const masked = (line: string) =>
      maskSecrets(maskFoundSecrets(line, { place: 'log', name: '', secretValues }), target.secretValues);
    return {
      lines: lines.length,
      tail: cleanLines(lines.slice(-TAIL).map(masked).join('\n'), TAIL),
      secrets: secrets.slice(0, LISTED),
      command: run.command,
    };
  },
});
