import type { EnvironmentGroup } from './environment-groups.js';
import type { GuideSubject } from './guides.js';
import { languageOf, managerOf } from './runtimes/index.js';
import type { ServerVariable } from './todo-server.js';
import { untestedIn } from './untested.js';

interface ReadmeSubject extends GuideSubject {
  /** The service whose port MCP clients reach. */
  readonly entry: string;
  /** compose.prod.yaml is there. */
  readonly production: boolean;
  readonly groups: readonly EnvironmentGroup[];
  /** What the image sets. */
  readonly imageEnvironment: Readonly<Record<string, string>>;
}

/** For README.md. */
export function readmeOf(subject: ReadmeSubject) {
  const { project, service, image, volume, choices, template, stack, url, endpoint, healthPath, entry } = subject;
  const { dataPath, mount, hasBackend, composeFiles, production, tokenIsVariable, groups, imageEnvironment } = subject;
  return {
    project,
    service,
    image,
    volume,
    dataPath,
    mount,
    hasBackend,
    composeFiles,
    production,
    tokenIsVariable,
    description: template.description,
    port: choices.port,
    url: `${url}${endpoint}`,
    healthUrl: `${url}${healthPath}`,
    serverReached:
      entry === service ? `${url}${endpoint}` : `\`http://${service}:${choices.port}${endpoint}\` by the proxy`,
    serviceToken: template.serviceToken,
    runtime: languageOf(choices),
    untested: untestedIn(choices).join(' and '),
    sources: { tools: '', ...managerOf(choices.runtime, choices.packageManager).project },
    serverName: choices.serverName,
    tools: template.tools,
    client: { mcpServers: { [project]: { command: 'docker', args: clientArguments(subject) } } },
    beside: listed(Object.values(stack.images).map((built) => `\`${built.image}\``)),
    services: stack.services,
    notes: stack.notes,
    backup: stack.backup ?? {},
    groups: groups.map(({ title, entries }) => ({ title, variables: entries.map(forTable) })),
    fixed: template.fixed.map((variable) =>
      forTable({ ...variable, default: imageEnvironment[variable.name] ?? variable.default }),
    ),
  };
}

/** As `mcp-dock client` writes it. Without --no-deps, Compose would replace services that run already with other files. */
const clientArguments = ({ project, hasBackend, mount, image }: GuideSubject): string[] =>
  hasBackend
    ? ['compose', '--file', `/path/to/${project}/compose.yaml`, 'run', '--rm', '--no-deps', '--no-TTY', 'stdio']
    : ['run', '--rm', '-i', '--init', ...mount.split(' ').filter((word) => word !== ''), image, 'stdio'];

const listed = (words: readonly string[]) => words.join(', ').replace(/, (?=[^,]*$)/u, ' and ');

/** A row of the README's table; an empty cell says so. */
export const forTable = ({ name, description, default: fallback }: ServerVariable) => ({
  name,
  description,
  fallback: fallback === undefined || fallback === '' ? '–' : `\`${fallback}\``,
});
