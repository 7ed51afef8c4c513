import { styleText } from 'node:util';
import type { AdviceResult } from '../actions/advise-server.js';
import { cleanText } from '../model/clean-text.js';
import { DOCS_URL } from '../model/tool.js';
import type { Advice } from '../plan/advise.js';
import type { Towards } from '../plan/purposes.js';
import type { Look } from './present-init.js';
import { commandLine } from './quoted.js';

const GUIDE = `${DOCS_URL}/should-i-containerize.md`;

/** The advice for a person: the recommendation first, what it stands on, and both ways on from there. */
export function presentAdvice(result: AdviceResult, replay: readonly string[], { stream }: Look): string {
  const strong = (text: string) => styleText('bold', text, { stream });
  const dim = (text: string) => styleText('dim', text, { stream });
  const { advice, notes } = result;
  return [
    strong(advice.recommendation),
    '',
    ...reasons(advice, 'container', 'For a container', '+'),
    ...reasons(advice, 'local', 'Against one', '-'),
    ...[...advice.warnings, ...notes].map((note) => `! ${cleanText(note, 500)}`),
    ...(advice.warnings.length + notes.length > 0 ? [''] : []),
    'Without a container',
    ...advice.runLocally.map((step) => `  ${cleanText(step, 300)}`),
    'With a container',
    `  ${commandLine(containerLine(replay))}`,
    '',
    dim(`Why        ${GUIDE}`),
    dim(`Again      ${commandLine(replay)}`),
  ].join('\n');
}

/** The same for a program. `--json` prints this and nothing else. */
export function adviceDocument(result: AdviceResult, replay: readonly string[], toolVersion: string) {
  const { directory, subject, advice, situation, detection, notes } = result;
  const { purposes = [], client } = situation;
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    command: 'init',
    outcome: 'advice',
    directory,
    subject,
    purposes,
    ...(client && { client: client.title }),
    advice,
    ...(detection && { detection }),
    notes,
    next: { container: commandLine(containerLine(replay)), guide: GUIDE },
    replay: commandLine(replay),
  };
}

/** What `init` says beside its files, where a local process would do or a client expects one. */
export function shortAdvice({ verdict, reasons: found, warnings, runLocally }: Advice): string[] {
  const against = found.filter(({ towards }) => towards === 'local');
  const local = verdict === 'local' || verdict === 'local-with-services';
  return [
    ...warnings.map((warning) => `! ${cleanText(warning, 500)}`),
    ...(local
      ? [
          'A container may not be worth it here:',
          ...against.map(({ text }) => `  ${cleanText(text, 300)}`),
          `  Without one:  ${runLocally.map((step) => cleanText(step, 200)).join('  then  ')}`,
        ]
      : []),
    ...(local || warnings.length > 0 ? [''] : []),
  ];
}

function reasons({ reasons: found }: Advice, side: Towards, title: string, mark: string): string[] {
  const lines = found.filter(({ towards }) => towards === side);
  return lines.length === 0 ? [] : [title, ...lines.map(({ text }) => `  ${mark} ${cleanText(text, 400)}`), ''];
}

/** Whatever was given or answered, as flags: the same advice without a question. */
export function adviceReplay(
  { shownDirectory, situation: { purposes = [], client } }: AdviceResult,
  flags: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string[] {
  const given = FLAGS_KEPT.flatMap((name) => {
    const value = flags[name];
    const values = value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
    return name === 'with' && values.length > 0
      ? ['--with', values.join(',')]
      : values.map((one) => `--${name}=${one}`);
  });
  return [
    'init',
    ...(flags['from'] === undefined || shownDirectory !== '.' ? [shownDirectory] : []),
    '--advise',
    ...given,
    ...(purposes.length === 0 ? [] : ['--for', purposes.join(',')]),
    ...(client === undefined ? [] : ['--client', client.id]),
    '--yes',
  ];
}

/** Flags that change what is looked at. */
const FLAGS_KEPT = [
  'from',
  'bin',
  'constraint',
  'command',
  'transport',
  'arg',
  'env',
  'name',
  'port',
  'template',
  'runtime',
  'node',
  'python',
  'with',
] as const;

/** The same line without what is for the advice alone. */
function containerLine(replay: readonly string[]): string[] {
  const own = new Set(['--for', '--client']);
  return replay.filter(
    (word, index) => word !== '--advise' && word !== '--yes' && !own.has(word) && !own.has(replay[index - 1] ?? ''),
  );
}
