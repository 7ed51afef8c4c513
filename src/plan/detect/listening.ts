import type { Detection } from './detection.js';
import { firstIn, matchesIn, type Detected, type Language, type ProjectView } from './project-view.js';

type Listening = Pick<
  Detection,
  'port' | 'portVariable' | 'portOption' | 'hostVariable' | 'hostOption' | 'loopback' | 'path' | 'health'
>;

const PORT_NAME = String.raw`(?:[A-Z]+_)*PORT`;
const HOST_NAME = String.raw`(?:[A-Z]+_)*(?:HOST|HOSTNAME|BIND_ADDRESS)`;

const PORT_OF_VARIABLE: Readonly<Record<Language, readonly RegExp[]>> = {
  node: [
    new RegExp(
      String.raw`process\.env(?:\.|\[["'])(?<name>${PORT_NAME})\b(?:["']\])?(?:\s*(?:\?\?|\|\||,)\s*["'\x60]?(?<port>\d{2,5})\b)?`,
      'u',
    ),
  ],
  python: [
    new RegExp(
      String.raw`(?:environ\.get|getenv)\(\s*["'](?<name>${PORT_NAME})["']\s*(?:,\s*["']?(?<port>\d{2,5})\b)?`,
      'u',
    ),
    new RegExp(String.raw`environ\[["'](?<name>${PORT_NAME})["']\]`, 'u'),
  ],
};
const PORT_AS_LITERAL: Readonly<Record<Language, readonly RegExp[]>> = {
  node: [
    /\.listen\(\s*(?:\{\s*port\s*:\s*)?(?<port>\d{2,5})\b/u,
    /(?:\b|_)port\s*[:=]\s*(?<port>\d{2,5})\b/iu,
    /["'`](?:-\w, ?)?--port\b[^"'`]*["'`]\s*,\s*(?:["'`][^"'`]*["'`]\s*,\s*)?["'`]?(?<port>\d{2,5})\b/u,
    /["'`]--port\b[^;]{0,200}?\bdefault\w*\s*[:(]\s*["']?(?<port>\d{2,5})\b/u,
  ],
  python: [
    /\bport\s*=\s*(?<port>\d{2,5})\b/iu,
    /["']--port["'](?:[^()]|\([^()]*\))*?\bdefault\s*=\s*(?<port>\d{2,5})\b/u,
  ],
};
const HOST_OF_VARIABLE: Readonly<Record<Language, RegExp>> = {
  node: new RegExp(String.raw`process\.env(?:\.|\[["'])(?<name>${HOST_NAME})\b`, 'u'),
  python: new RegExp(String.raw`(?:environ\.get\(|getenv\(|environ\[)\s*["'](?<name>${HOST_NAME})["']`, 'u'),
};
const LOOPBACK: Readonly<Record<Language, RegExp>> = {
  node: /\.listen\([^)]{0,80}["'](?:127\.0\.0\.1|localhost)["']|\bhost(?:name)?\s*:\s*["'](?:127\.0\.0\.1|localhost)["']/u,
  python: /\bhost\s*=\s*["'](?:127\.0\.0\.1|localhost)["']/u,
};
/** An option of the command line, in quotes. */
const option = (names: string) => new RegExp(String.raw`["'\x60](?:-\w, ?)?(?<name>--(?:${names}))(?=["'\x60 =])`, 'u');
/** An address that somebody can choose: an option of that name may as well be about a database. */
const BINDS: Readonly<Record<Language, RegExp>> = {
  node: /\.listen\([^;]{0,120}\bhost(?:name)?\b|\.listen\([^;]{0,120}\.host\b/iu,
  python: /\b(?:run|run_async|run_http_async|Config|settings)\b(?:[^()]|\([^()]*\)|\()*?\bhost\s*=\s*(?!["'])/u,
};
const HEALTH = String.raw`/(?:api/)?(?:health|healthz|health-check|healthcheck|ready|readyz|livez?|ping)`;
const ROUTE: Readonly<Record<Language, (path: string) => RegExp>> = {
  node: (path) =>
    new RegExp(
      String.raw`(?:\.(?:get|post|all|use|route)\(\s*|(?:pathname|url|path)\s*={2,3}\s*)["'\x60](?<path>${path})["'\x60]`,
      'u',
    ),
  python: (path) =>
    new RegExp(String.raw`(?:custom_route|\.get|\.route|\.api_route|Route|Mount)\(\s*["'](?<path>${path})["']`, 'u'),
};
/** Where these listen when nobody says. */
const PORT_OF_FRAMEWORK: Readonly<Record<Language, Readonly<Record<string, number>>>> = {
  node: { fastmcp: 8080, 'mcp-framework': 8080, xmcp: 3001, 'mcp-use': 3000 },
  python: { fastmcp: 8000, mcp: 8000 },
};

/** Where a server of HTTP listens: port and the variable that moves it, address, path of MCP and of its health. */
export function listeningOf(view: ProjectView, language: Language, sdk: Detection['sdk']): Listening {
  const byVariable = PORT_OF_VARIABLE[language].flatMap((pattern) => matchesIn(view, language, pattern));
  const named = byVariable.find(({ match }) => match.groups?.['port'] !== undefined) ?? byVariable[0];
  const name = named?.match.groups?.['name'];
  const withPort = named === undefined ? undefined : portOf(named.match.groups?.['port'], named.from);
  const literal = PORT_AS_LITERAL[language]
    .map((pattern) => firstIn(view, language, pattern, (match) => portOf(match.groups?.['port'], '')?.value))
    .find((one) => one !== undefined);
  const framework = sdk === undefined ? undefined : PORT_OF_FRAMEWORK[language][sdk.value.name];
  const usual =
    framework === undefined || sdk === undefined
      ? undefined
      : { value: framework, from: `default of ${sdk.value.name}` };
  const port = withPort ?? literal ?? usual;
  const host = firstIn(view, language, HOST_OF_VARIABLE[language], ({ groups }) => groups?.['name']);
  const loopback = firstIn(view, language, LOOPBACK[language], ([text]) => text.slice(0, 80));
  const chosen = firstIn(view, language, BINDS[language], () => true) !== undefined;
  const hostOption = chosen
    ? firstIn(view, language, option('host|hostname|bind'), ({ groups }) => groups?.['name'])
    : undefined;
  const portOption = firstIn(view, language, option('port'), ({ groups }) => groups?.['name']);
  const path = firstIn(
    view,
    language,
    ROUTE[language](String.raw`/[\w/-]*mcp[\w/-]*`),
    ({ groups }) => groups?.['path'],
  );
  const health = firstIn(view, language, ROUTE[language](HEALTH), ({ groups }) => groups?.['path']);
  return {
    ...(port !== undefined && { port }),
    ...(name !== undefined && named !== undefined && { portVariable: { value: name, from: named.from } }),
    ...(host !== undefined && { hostVariable: host }),
    ...(hostOption !== undefined && host === undefined && { hostOption }),
    ...(portOption !== undefined && name === undefined && { portOption }),
    ...(loopback !== undefined && host === undefined && hostOption === undefined && { loopback }),
    ...(path !== undefined && { path }),
    ...(health !== undefined && { health }),
  };
}

function portOf(text: string | undefined, from: string): Detected<number> | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= 65_535 ? { value, from } : undefined;
}
