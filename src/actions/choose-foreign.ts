import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import { detectProject } from '../plan/detect/detect-project.js';
import type { Detection, Transport } from '../plan/detect/detection.js';
import type { Language, ProjectView } from '../plan/detect/project-view.js';
import { memberOf, viewOfMember } from '../plan/detect/workspace.js';
import { commandWords, faultOfCommand, type ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { openQuestion, settle, type GivenForeign, type OpenQuestion } from '../plan/foreign/settle.js';
import { faultOf } from '../plan/scaffold-choices.js';
import type { Context } from '../ports/context.js';
import { sentence } from './choose-scaffold.js';

export interface ChosenForeign {
  readonly detection: Detection;
  readonly given: GivenForeign;
  readonly choices: ForeignChoices;
}

/**
 * Detection, flags and, where there is somebody to ask, answers to what is open. Throws DETECTION_OPEN where there is nobody,
 * FLAG_INVALID and NAME_INVALID for flags that cannot be used.
 */
export async function chooseForeign(
  view: ProjectView,
  flags: GivenForeign,
  ask: boolean,
  { prompter, progress }: Pick<Context, 'prompter' | 'progress'>,
): Promise<ChosenForeign> {
  refuseFaults(flags);
  let given = flags;
  for (;;) {
    const whole = detectProject(view, given.runtime);
    const member = memberOf(view, given.command ?? whole.command?.value);
    const detection = member === undefined ? whole : detectProject(viewOfMember(view, member), given.runtime);
    const open = openQuestion(detection, given);
    if (open === undefined) return { detection, given, choices: settle(view, detection, given, member?.manifest) };
    if (!ask && open.about === 'port' && given.transport === undefined && speaksStdio(detection)) {
      given = { ...given, transport: 'stdio' };
      continue;
    }
    if (!ask) throw new McpDockError('DETECTION_OPEN', open);
    // Whoever is asked should see what is known already.
    if (given === flags) progress.note(known(detection));
    given = { ...given, ...(await answer(open, detection, { prompter })) };
  }
}

/** A port that nobody finds is no reason to leave out the transport that needs none. */
const speaksStdio = ({ transports }: Detection) => transports.some(({ value }) => value === 'stdio');

/** What was found, and where. */
function known({ languages, packageManager, sdk, transports, command, port }: Detection): string {
  const rows: readonly (readonly [value: string, from: string])[] = [
    ...languages.map(({ value, from }) => [value === 'node' ? 'Node.js' : 'Python', from] as const),
    ...(packageManager ? [[packageManager.value, packageManager.from] as const] : []),
    ...(sdk ? [[`${sdk.value.name} ${sdk.value.version ?? ''}`.trim(), sdk.from] as const] : []),
    ...transports.map(({ value, from }) => [value === 'http' ? 'HTTP' : value, from] as const),
    ...(command ? [[command.value.join(' '), command.from] as const] : []),
    ...(port ? [[`port ${port.value}`, port.from] as const] : []),
  ];
  const lines = rows.map(([value, from]) => `  ${cleanText(value, 80).padEnd(28)} ${cleanText(from, 120)}`);
  return ['Found:', ...(lines.length === 0 ? ['  nothing that says what the server is'] : lines)].join('\n');
}

async function answer(
  { about, question: message, flag, looked }: OpenQuestion,
  { languages, commands }: Detection,
  { prompter }: Pick<Context, 'prompter'>,
): Promise<GivenForeign> {
  if (about === 'runtime')
    return {
      runtime: await prompter.select<Language>({
        message,
        flag,
        choices: [
          { value: 'node', name: 'Node.js', ...from(languages, 'node') },
          { value: 'python', name: 'Python', ...from(languages, 'python') },
        ],
      }),
    };
  if (about === 'transport')
    return {
      transport: await prompter.select<Transport | 'both'>({
        message,
        flag,
        default: 'stdio',
        choices: [
          { value: 'stdio', name: 'stdio', description: 'one container for each client' },
          { value: 'http', name: 'HTTP', description: 'one container for all clients' },
          { value: 'both', name: 'Both' },
        ],
      }),
    };
  if (about === 'port') {
    const validate = (value: string) => sentence(faultOf.port(value));
    const explained = `Port on which the server listens for HTTP. Not found in: ${looked}.`;
    return { port: Number(await prompter.text({ message, flag, default: '3000', about: explained, validate })) };
  }
  if (commands.length > 1) {
    const named = commands.map(({ value }) => value.join(' '));
    const chosen = await prompter.select({ message, flag, choices: named.map((name) => ({ value: name, name })) });
    return { command: commands[named.indexOf(chosen)]?.value ?? commandWords(chosen) };
  }
  const validate = (value: string) => sentence(faultOfCommand(commandWords(value)));
  const explained = `Program and arguments as in the container, such as "node dist/index.js" or "python -m weather". Not found in: ${looked}.`;
  return { command: commandWords(await prompter.text({ message, flag, about: explained, validate })) };
}

const from = (languages: Detection['languages'], language: Language) => {
  const found = languages.find(({ value }) => value === language);
  return found === undefined ? {} : { description: found.from };
};

export function refuseFaults({
  name,
  port,
  command,
  baseRegistry,
  serverName,
  args = [],
  required = [],
}: GivenForeign): void {
  const nameFault = name === undefined ? undefined : faultOf.name(name);
  if (name !== undefined && nameFault !== undefined)
    throw new McpDockError('NAME_INVALID', { name, reason: nameFault });
  const faults: readonly (readonly [string, string | undefined])[] = [
    [`--port ${port}`, port === undefined ? undefined : faultOf.port(String(port))],
    [`--base-registry ${baseRegistry}`, baseRegistry === undefined ? undefined : faultOf.baseRegistry(baseRegistry)],
    [`--server-name ${serverName}`, serverName === undefined ? undefined : faultOf.serverName(serverName)],
    [`--command "${command?.join(' ')}"`, command === undefined ? undefined : faultOfCommand(command)],
    ...args.map(
      (word) => ['--arg', /[\u{0}-\u{1f}]/u.test(word) ? 'a value holds a control character.' : undefined] as const,
    ),
    ...required.map(
      (key) =>
        [
          `--env ${key}`,
          /^[A-Za-z_]\w{0,99}$/u.test(key) ? undefined : 'it takes the name of a variable, without a value.',
        ] as const,
    ),
  ];
  const wrong = faults.find(([, fault]) => fault !== undefined);
  if (wrong !== undefined)
    throw new McpDockError('FLAG_INVALID', { reason: `${wrong[0]} cannot be used: ${wrong[1]}`, command: 'init' });
}

/** The flags that lead to the same choices again, without what is detected. `language` is the one that was settled. */
export function flagsForForeign(
  { name, port, runtime, runtimeVersion, baseRegistry, serverName, command, transport, args, required }: GivenForeign,
  language: Language,
): string[] {
  const flag = (key: string, value: string | number | undefined) => (value === undefined ? [] : [key, String(value)]);
  return [
    ...flag('--name', name),
    ...flag('--runtime', runtime === undefined ? undefined : RUNTIME_FLAG[runtime]),
    ...flag(`--${language}`, runtimeVersion),
    ...flag('--command', command === undefined ? undefined : lineOf(command)),
    ...flag('--transport', transport),
    ...flag('--port', port),
    ...flag('--base-registry', baseRegistry),
    ...flag('--server-name', serverName),
    ...(args ?? []).flatMap((word) => [`--arg=${word}`]),
    ...(required ?? []).flatMap((key) => ['--env', key]),
  ];
}

/** The flag knows runtimes of new projects, of which each stands for its language here. */
const RUNTIME_FLAG: Readonly<Record<Language, string>> = { node: 'node', python: 'python-uv' };

/** Words as a person would write them, where that says the same; PowerShell may lose the quotes of a JSON list. */
function lineOf(command: readonly string[]): string {
  const line = command.join(' ');
  return JSON.stringify(commandWords(line)) === JSON.stringify(command) ? line : JSON.stringify(command);
}
