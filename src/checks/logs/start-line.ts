import type { ServerLogs } from '../../model/facts/run.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { quotedList } from '../mcp-sessions.js';
import { isStartLine, registeredTool } from './lines.js';

const SHOWN = 4;

export default defineCheck({
  id: 'logs/start-line',
  title: 'Log says that the server started',
  why: 'The first thing that anybody does with a container that does not answer is to read its log; without a line about the start nobody knows whether it came that far, and as what.',
  remedy:
    'Write one line at the start with the name, the version and the transport, and one for each tool that is registered; over stdio to stderr.',
  severity: 'info',
  references: [
    { title: 'docker container logs', url: 'https://docs.docker.com/reference/cli/docker/container/logs/' },
    { title: 'The Twelve-Factor App: Logs', url: 'https://12factor.net/logs' },
  ],
  since: '0.1.0',
  needs: ['serverLogs', 'mcpSessions'],
  run({ serverLogs, mcpSessions }) {
    const { entries = [], command, process = false } = serverLogs;
    if (process) return { notApplicable: 'It is a process of this machine, and its client has its log.' };
    if (command?.startsWith('docker inspect ') === true)
      return { notApplicable: 'It was found running: its start may be out of the log.' };
    if (command?.startsWith('docker run ') !== true)
      return { notApplicable: 'It was started as a service of a Compose project, not as the image alone.' };
    if (mcpSessions.every(({ answered }) => !answered)) return { notApplicable: 'It did not answer.' };
    const repro = { repro: logsOf(command) };
    const findings: Finding[] = [];
    if (!entries.some(isStartLine)) {
      findings.push({
        message:
          entries.length === 0
            ? 'The server logged nothing at all.'
            : `${entries.length === 1 ? 'The one line' : `None of the ${entries.length} lines`} that the server logged ${entries.length === 1 ? 'does not say' : 'says'} that it started or where it listens.`,
        ...(entries.length === 0 ? {} : { evidence: entries.slice(0, SHOWN).map(({ text }) => text) }),
        ...repro,
      });
    }
    return [
      ...findings,
      ...unevenRegistrations(entries, toolsOf(mcpSessions)).map((message) => ({ message, ...repro })),
    ];
  },
});

/** A server that tells which tools it registers is taken at its word: each of them, once. */
function unevenRegistrations(entries: NonNullable<ServerLogs['entries']>, tools: readonly string[]): string[] {
  const told = entries.flatMap((entry) => registeredTool(entry, tools) ?? []);
  if (told.length === 0) return [];
  const missing = tools.filter((name) => !told.includes(name));
  const twice = tools.filter((name) => told.filter((one) => one === name).length > 1);
  return [
    ...(missing.length === 0 ? [] : [`The log tells of tools that are registered, and not of ${quotedList(missing)}.`]),
    ...(twice.length === 0 ? [] : [`The log tells more than once that ${quotedList(twice)} is registered.`]),
  ];
}

const toolsOf = (sessions: readonly { readonly tools?: readonly { readonly name: string }[] | undefined }[]) => [
  ...new Set(sessions.flatMap(({ tools = [] }) => tools.map(({ name }) => name))),
];

const logsOf = (command: string): string =>
  command.includes('docker run --rm -i')
    ? `{ sleep 3; } | ${command} > /dev/null`
    : `id=$(${command.replace('docker run --rm', 'docker run --rm --detach')}); sleep 3; docker logs "$id"; docker stop "$id"`;
