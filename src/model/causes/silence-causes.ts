import type { Silence } from '../facts/silence.js';
import { processRemedies } from './process-remedies.js';
import { serverCauses } from './server-causes.js';
import { tellingLine } from './telling-line.js';

/** What is seen of a server that runs and does not answer. */
export interface SilenceEvidence {
  readonly transport: 'http' | 'stdio';
  /** Last lines of stderr, cleaned. */
  readonly stderr: readonly string[];
  /** The first line of stdout that is no message of the protocol, cleaned. */
  readonly firstStdout?: string;
  /** Words for what it wrote of a line that no newline has ended. */
  readonly unended?: string;
  /** Command lines of its processes, the oldest first. */
  readonly processes: readonly string[];
  /** Addresses on which it listens; empty when on none, or when nobody could look. */
  readonly listening: readonly string[];
  /** A program of this machine, into which nobody looks. */
  readonly process?: true;
}

interface SilenceCause {
  readonly id: string;
  readonly title: string;
  readonly remedy: string;
  readonly find: (evidence: SilenceEvidence) => string | undefined;
}

const INSTALLERS =
  /(?:^|[/\s])(?:npx|uvx|bunx)(?:\s|$)|\bnpm(?:-cli\.js)? (?:exec|install|i|ci)\b|\bnpm exec\b|\buv (?:tool )?(?:run|sync|pip install)\b|\bpip3? install\b|\b(?:pnpm|yarn) (?:dlx|install|add)\b/u;
const INSTALLING =
  /npm (?:warn|WARN) exec\b|will be installed|Need to install the following packages|Downloading \S|Collecting \S|Resolving dependencies|^Resolved \d+ packages/u;

const SERVING =
  /^(?!.*\bstdio\b).*\b(?:listening|running|serving|started|available|ready)\b(?: \w+){0,3} (?:(?:on|at) )?(?:https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])|(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d|port:? \d)/iu;

/** Causes of an exit that also keep a server from answering while it tries again. */
const WAITING = new Set([
  'tls-interception',
  'dns-failure',
  'connection-refused',
  'network-unreachable',
  'needs-terminal',
]);

/** The last one that was started: before it come the scripts around it. */
const running = (processes: readonly string[]): string =>
  `it runs${processes.length === 0 ? '' : ` (${processes.at(-1)})`}`;

/** Why a server that runs does not answer, in the order in which they are looked for; the last one always holds. */
export const silenceCauses: readonly SilenceCause[] = [
  {
    id: 'installing-at-start',
    title: 'it is still installing packages',
    remedy:
      'Install the server while the image is built, and start its program in ENTRYPOINT: with npx, uvx or pip at start every client waits for a registry, and a container without a network never starts.',
    find: ({ processes, stderr, firstStdout }) => {
      const process = processes.find((line) => INSTALLERS.test(line));
      const said = [...stderr, firstStdout ?? ''].find((line) => INSTALLING.test(line));
      return process === undefined && said === undefined
        ? undefined
        : `it is still installing packages (${said?.trim() ?? process ?? ''})`;
    },
  },
  ...serverCauses
    .filter(({ id }) => WAITING.has(id))
    .map(({ id, title, remedy, find }): SilenceCause => ({
      id,
      title,
      remedy,
      find: ({ stderr }) => {
        const words = find({
          exitCode: -1,
          oomKilled: false,
          error: '',
          lastLines: stderr,
          said: stderr.join('\n'),
          last: tellingLine(stderr),
        });
        return words === undefined ? undefined : `${title} (${words})`;
      },
    })),
  {
    id: 'serves-http',
    title: 'it listens on a port in place of stdin',
    remedy:
      'Start it in its stdio mode: the arguments for that belong under server.transports.stdio.args of mcp-dock.yaml. If it has none, declare its HTTP transport alone.',
    find: ({ transport, listening, process, stderr, firstStdout = '' }) => {
      if (transport !== 'stdio') return undefined;
      if (listening.length > 0) return `it listens on ${listening.join(', ')} and does not read its stdin`;
      const said = process === true ? [firstStdout, ...stderr].find((line) => SERVING.test(line)) : undefined;
      return said === undefined ? undefined : `it listens on a port, by its own words (${said.trim()})`;
    },
  },
  {
    id: 'unended-message',
    title: 'it wrote a message, or a part of one, without a newline behind it',
    remedy: 'End each message with a newline, which tells clients that it is whole, and flush stdout behind it.',
    find: ({ unended, firstStdout = '{' }) => (firstStdout.startsWith('{') ? unended : undefined),
  },
  {
    id: 'prints-instead',
    title: 'it writes text in place of messages',
    remedy:
      'Write nothing but messages of the protocol to stdout, logs to stderr, and start the server and not a page of help.',
    find: ({ transport, firstStdout }) =>
      transport === 'stdio' && firstStdout !== undefined
        ? `it wrote text in place of a message, which begins with: ${firstStdout}`
        : undefined,
  },
  {
    id: 'still-starting',
    title: 'it is at something else before it answers',
    remedy:
      'Answer the first request before catalogues, models or connections are loaded, and say on stderr what is being waited for. What has to take so long is given its time in mcp-dock.yaml: budgets.ready over HTTP, budgets.handshake over stdio.',
    find: ({ stderr }) => {
      const last = tellingLine(stderr);
      return last === undefined ? undefined : `the last thing that it said is: ${last}`;
    },
  },
  {
    id: 'not-listening',
    title: 'it runs and does not serve its port',
    remedy:
      'Listen first and load afterwards, and say on stderr when it is ready; start the server, and in its HTTP mode. One that has to take longer is given its time with budgets.ready of mcp-dock.yaml.',
    find: ({ transport, processes, listening }) =>
      transport === 'http'
        ? `${running(processes)}, wrote nothing, and listens on ${listening.length === 0 ? 'no port' : `${listening.join(', ')} by now`}`
        : undefined,
  },
  {
    id: 'silent',
    title: 'it runs, reads what it is sent, and says nothing',
    remedy:
      'See that the process that reads stdin is the server: the entrypoint must hand stdin on, and the server must connect its transport. Let it say on stderr when it is ready.',
    find: ({ processes }) => `${running(processes)}, wrote nothing, and answers nothing on its stdin`,
  },
];

/** Why a server that runs does not answer. Always finds something. */
export function diagnoseSilence(evidence: SilenceEvidence): Silence {
  for (const { id, find, remedy } of silenceCauses) {
    const words = find(evidence);
    if (words === undefined) continue;
    const lastLines = evidence.stderr.slice(-8);
    return {
      cause: id,
      words,
      remedy: (evidence.process === true ? processRemedies[id] : undefined) ?? remedy,
      lastLines,
    };
  }
  throw new Error('The last cause always holds.');
}
