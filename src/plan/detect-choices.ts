import { runtimes } from './runtimes/index.js';
import { portVariableOf, templateIn, type TemplateId } from './templates/index.js';
import { faultOf, type ScaffoldChoices } from './scaffold-choices.js';

/** What an earlier `init` decided, read back from its files, so that running it again changes nothing by itself. */
export function detectChoices(project: {
  readonly name?: string;
  readonly port?: number;
  /** Text of the Dockerfile. */
  readonly dockerfile?: string;
  /** Text of compose.yaml. */
  readonly compose?: string;
}): Partial<ScaffoldChoices> {
  const { name, dockerfile: text = '', compose = '' } = project;
  const parts = /^# Parts: ([a-z, ]+)$/mu.exec(compose)?.[1]?.split(', ') ?? [];
  const template = templateIn(text);
  const port = project.port ?? publishedPort(compose, template);
  return {
    ...found('name', name),
    ...(port !== undefined && faultOf.port(String(port)) === undefined ? { port } : {}),
    ...(template === undefined ? {} : { template }),
    ...runtimeIn(text),
    ...found('baseRegistry', /^ARG BASE_REGISTRY=(\S+)$/mu.exec(text)?.[1]),
    ...(parts.length > 0 && faultOf.with(parts.join(',')) === undefined ? { with: parts } : {}),
    ...found('serverName', /\bio\.modelcontextprotocol\.server\.name="([^"\s]+)"/u.exec(text)?.[1]),
  };
}

/** Of a server that is not known to speak MCP over HTTP: what compose.yaml publishes unless .env says otherwise. */
function publishedPort(compose: string, template: TemplateId | undefined): number | undefined {
  if (template === undefined) return undefined;
  const found = new RegExp(String.raw`\$\{${portVariableOf(template)}:-(\d{1,5})\}`, 'u').exec(compose)?.[1];
  return found === undefined ? undefined : Number(found);
}

function runtimeIn(
  dockerfile: string,
): Pick<Partial<ScaffoldChoices>, 'runtime' | 'runtimeVersion' | 'packageManager' | 'base'> {
  for (const { id, versionIn, managers, bases } of Object.values(runtimes)) {
    const version = versionIn.exec(dockerfile)?.[1];
    const manager = managers.find(({ usedIn }) => usedIn.test(dockerfile));
    if (version !== undefined && manager !== undefined && faultOf.runtimeVersion(version, id) === undefined)
      return {
        runtime: id,
        runtimeVersion: version,
        packageManager: manager.id,
        ...found('base', baseIn(bases, dockerfile)),
      };
  }
  return {};
}

const baseIn = (bases: readonly { readonly id: string; readonly usedIn: RegExp }[], dockerfile: string) =>
  bases.find(({ usedIn }) => usedIn.test(dockerfile))?.id;

function found<Name extends 'name' | 'base' | 'baseRegistry' | 'serverName'>(
  name: Name,
  value: string | undefined,
): Partial<ScaffoldChoices> {
  return value !== undefined && faultOf[name](value) === undefined ? { [name]: value } : {};
}
