import type { ComposeService } from './facts/compose.js';
import type { Settings } from './facts/settings.js';

const HTTP = /^(?:--?)?(?:transport[=:])?(?:http|https|sse|streamable[-_]?http|serve|web)$/iu;
/** Of these only the names of the transport itself: `serve` and `web` may be those of a page for people. */
const HTTP_TRANSPORT = /^(?:--?)?(?:transport[=:])?(?:http|https|sse|streamable[-_]?http)$/iu;
const STDIO = /^(?:--?)?(?:transport[=:])?stdio$/iu;
const VARIABLE = /^(?:\w+_)?TRANSPORT(?:_(?:MODE|TYPE))?$/u;

/**
 * Whether a service talks to its client over standard input and output: by its arguments, by a variable that says so, or by what
 * mcp-dock.yaml says of the image that it is built as.
 */
export function speaksStdio(service: ComposeService, settings: Settings): boolean {
  const words = wordsOf(service);
  if (words.some((word) => HTTP.test(word))) return false;
  if (words.some((word) => STDIO.test(word))) return true;
  const said = transportVariable(service);
  if (said !== undefined) return /^stdio$/iu.test(said);
  const { http, stdio } = settings.transports;
  if (settings.transportsFrom !== 'config' || stdio === undefined || service.built?.dockerfile !== 'Dockerfile')
    return false;
  const args = stdio.args ?? [];
  const command = service.command ?? service.built.command;
  if (args.length > 0) return args.join(' ') === command.join(' ');
  return http === undefined && service.command === undefined && service.entrypoint === undefined;
}

/** Whether the words or a variable of a service name HTTP as its transport. */
export function namesHttp(service: ComposeService): boolean {
  return (
    wordsOf(service).some((word) => HTTP_TRANSPORT.test(word)) || HTTP_TRANSPORT.test(transportVariable(service) ?? '')
  );
}

/** What the container is started with. */
function wordsOf({ command, entrypoint, built }: ComposeService): string[] {
  const usual = entrypoint === undefined ? (built?.command ?? []) : [];
  return [...(entrypoint ?? built?.entrypoint ?? []), ...(command ?? usual)];
}

function transportVariable({ environment, built }: ComposeService): string | undefined {
  const own = environment.find(({ name, value }) => VARIABLE.test(name) && value !== undefined)?.value;
  return own ?? Object.entries(built?.environment ?? {}).find(([name]) => VARIABLE.test(name))?.[1];
}
