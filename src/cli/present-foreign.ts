import { styleText } from 'node:util';
import { printableDiff } from '../actions/diff-files.js';
import type { ForeignResult } from '../actions/write-foreign.js';
import { cleanText } from '../model/clean-text.js';
import type { Detected } from '../plan/detect/project-view.js';
import { shortAdvice } from './present-advice.js';
import { listed, overwrittenNote, tree, verdict, type Look } from './present-init.js';
import { commandLine, quoted } from './quoted.js';

/** What was found and where, and what happened to which file. */
export function presentForeignWritten(result: ForeignResult, { stream }: Look): string {
  const dim = (text: string) => styleText('dim', text, { stream });
  const strong = (text: string) => styleText('bold', text, { stream });
  const { files } = result;
  const dryRun = result.outcome === 'dry-run';
  const diffs = files.flatMap(({ diff }) => (diff === undefined ? [] : [printableDiff(diff), '']));
  return [
    ...findings(result).map(
      ([what, value, from]) =>
        `${what.padEnd(12)}${cleanText(value, 160)}${from === '' ? '' : `   ${dim(cleanText(from, 120))}`}`,
    ),
    '',
    ...(dryRun ? tree(files, dim) : listed(files, dim)),
    '',
    ...diffs,
    ...result.notes.map((note) => `! ${cleanText(note, 400)}`),
    ...overwrittenNote(result.backup),
    ...shortAdvice(result.advice),
    strong(verdict(result)),
  ].join('\n');
}

/** The same for a program. `--json` prints this and nothing else. */
export function foreignDocument(result: ForeignResult, toolVersion: string) {
  const { directory, choices, detection, advice, notes, outcome, files, refusal, backup, next, replay } = result;
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    command: 'init',
    outcome,
    directory,
    choices,
    detection,
    advice,
    notes,
    files,
    ...(refusal && { refusal: refusal.code }),
    ...(backup !== undefined && { backup }),
    next,
    replay: commandLine(replay),
  };
}

type Row = readonly [what: string, value: string, from: string];

/** What was found, what was given, and what it comes to. */
function findings({ choices, detection }: ForeignResult): Row[] {
  const row = (what: string, detected: Detected<unknown> | undefined, value = String(detected?.value)): Row[] =>
    detected === undefined ? [] : [[what, value, detected.from]];
  const { http, stdio } = choices.transports;
  const line = (words: readonly string[]) => words.map((word) => quoted(word)).join(' ');
  const given = (value: unknown, detected: Detected<unknown> | undefined) =>
    detected !== undefined && JSON.stringify(detected.value) === JSON.stringify(value) ? detected.from : 'as given';
  const seen = (transport: 'stdio' | 'http') =>
    detection.transports.find(({ value }) => value === transport)?.from ?? 'as given';
  const language = choices.runtime === 'node' ? 'Node.js' : 'Python';
  const { sdk, version } = detection;
  return [
    ['Runtime', `${language} ${choices.runtimeVersion}`, version?.from ?? 'default'],
    ...row(
      'Packages',
      detection.packageManager,
      `${choices.packageManager}${choices.packageManagerVersion === undefined ? '' : ` ${choices.packageManagerVersion}`}`,
    ),
    ...row('SDK', sdk, `${sdk?.value.name} ${sdk?.value.version ?? ''}`.trim()),
    ['Start', line(choices.command), given(choices.command, detection.command)],
    ...row('Build', detection.build),
    ...(stdio === undefined ? [] : [['stdio', line(stdio.args), seen('stdio')] as const]),
    ...(http === undefined
      ? []
      : [
          [
            'HTTP',
            `port ${http.port}, ${http.path} ${line(http.args)}`.trim(),
            `${seen('http')}; port: ${given(http.port, detection.port)}`,
          ] as const,
        ]),
    ...(choices.healthPath === undefined ? [] : row('Health', detection.health)),
    ...detection.nativeModules.slice(0, 3).flatMap((module) => row('Compiled', module)),
    ...detection.systemPackages.flatMap((name) => row('System', name)),
    ...choices.variables.filter(({ required }) => required).map(({ name, from }) => ['Variable', name, from] as const),
  ];
}
