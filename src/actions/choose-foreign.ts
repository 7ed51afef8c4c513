import { McpDockError } from '../errors/mcp-dock-error.js';
import { detectProject } from '../plan/detect/detect-project.js';
import type { Detection, Transport } from '../plan/detect/detection.js';
import type { Language, ProjectView } from '../plan/detect/project-view.js';
import { commandWords, faultOfCommand, type ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { openQuestion, settle, type GivenForeign, type OpenQuestion } from '../plan/foreign/settle.js';
import { faultOf } from '../plan/scaffold-choices.js';
import type { Context } from '../ports/context.js';

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
  { prompter }: Pick<Context, 'prompter'>,
): Promise<ChosenForeign> {
  refuseFaults(flags);
  let given = flags;
  for (;;) {
    const detection = detectProject(view, given.runtime);
    const open = openQuestion(detection, given);
    if (open === undefined) return { detection, given, choices: settle(view, detection, given) };
    if (!ask) throw new McpDockError('DETECTION_OPEN', open);
    given = { ...given, ...(await answer(open, detection, { prompter })) };
  }
}

async function answer(
  { about, question: message, flag }: OpenQuestion,
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
    const validate = (value: string) => faultOf.port(value) ?? true;
    return { port: Number(await prompter.text({ message, flag, default: '3000', validate })) };
  }
  if (commands.length > 1) {
    const named = commands.map(({ value }) => value.join(' '));
    const chosen = await prompter.select({ message, flag, choices: named.map((name) => ({ value: name, name })) });
    return { command: commands[named.indexOf(chosen)]?.value ?? commandWords(chosen) };
  }
  const validate = (value: string) => faultOfCommand(commandWords(value)) ?? true;
  return { command: commandWords(await prompter.text({ message, flag, validate })) };
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

/** The flags that lead to the same choices again, without what is detected. */
export function flagsForForeign({
  name,
  port,
  runtime,
  baseRegistry,
  serverName,
  command,
  transport,
  args,
  required,
}: GivenForeign): string[] {
  const flag = (key: string, value: string | number | undefined) => (value === undefined ? [] : [key, String(value)]);
  return [
    ...flag('--name', name),
    ...flag('--runtime', runtime),
    ...flag('--command', command === undefined ? undefined : JSON.stringify(command)),
    ...flag('--transport', transport),
    ...flag('--port', port),
    ...flag('--base-registry', baseRegistry),
    ...flag('--server-name', serverName),
    ...(args ?? []).flatMap((word) => [`--arg=${word}`]),
    ...(required ?? []).flatMap((key) => ['--env', key]),
  ];
}
