import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { FIELDS, missingFields } from './lines.js';

const SHOWN = 5;

export default defineCheck({
  id: 'logs/json',
  title: 'A log in JSON is JSON in every line',
  why: 'Collectors read such a log line by line: a line of plain text between them is dropped or breaks the parser, most often the one with the error; without time, level and message none can be searched.',
  remedy:
    'Send what libraries and the runtime print through the logger as well (warnings, stack traces, access logs), and give each entry a timestamp, a level and a message.',
  severity: 'warning',
  references: [
    { title: 'Docker: JSON File logging driver', url: 'https://docs.docker.com/engine/logging/drivers/json-file/' },
    {
      title: 'OpenTelemetry: Logs data model',
      url: 'https://opentelemetry.io/docs/specs/otel/logs/data-model/',
    },
  ],
  since: '0.1.0',
  needs: ['serverLogs'],
  run({ serverLogs: { entries = [], jsonLines = 0, otherLines = 0, logFormat, command } }) {
    const declared = logFormat?.toLowerCase() === 'json';
    const json = entries.flatMap(({ line, text, fields }) => (fields === undefined ? [] : [{ line, text, fields }]));
    const written = json.some(({ fields }) => missingFields(fields).length < FIELDS.length);
    if (!declared && !written) return { notApplicable: 'The log is no JSON, and nothing says that it should be.' };
    if (jsonLines + otherLines === 0) return { notApplicable: 'It logged nothing.' };
    const repro = command?.startsWith('docker ') === true ? { repro: shownBy(command) } : {};
    const findings: Finding[] = [];
    if (otherLines > 0) {
      const others = entries.filter(({ fields }) => fields === undefined).slice(0, SHOWN);
      findings.push({
        message: `${otherLines} of ${jsonLines + otherLines} lines of the log are no JSON${declared ? ', although LOG_FORMAT says json' : ''}.`,
        measured: String(otherLines),
        limit: '0',
        evidence: others.map(({ line, text }) => `line ${line}: ${text}`),
        ...repro,
      });
    }
    const lacking = json.filter(({ fields }) => missingFields(fields).length > 0);
    const [first] = lacking;
    if (first !== undefined) {
      findings.push({
        message: `${lacking.length} of ${json.length} entries of the log have no ${missingFields(first.fields).join(', no ')}.`,
        evidence: lacking.slice(0, SHOWN).map(({ line, text }) => `line ${line}: ${text}`),
        ...repro,
      });
    }
    return findings;
  },
});

const shownBy = (command: string): string =>
  command.startsWith('docker run --rm -i')
    ? `{ sleep 3; } | ${command} > /dev/null`
    : command.startsWith('docker run --rm')
      ? `id=$(${command.replace('docker run --rm', 'docker run --rm --detach')}); sleep 3; docker logs "$id"; docker stop "$id"`
      : command.replace(/^docker inspect /u, 'docker logs ');
