import type { Transport, TransportSwitch } from './detection.js';
import { nodeManifest } from './manifests.js';
import { firstIn, matchesIn, type Detected, type Language, type ProjectView } from './project-view.js';

interface Rule {
  readonly transport: Transport;
  readonly pattern: RegExp;
}

const RULES: Readonly<Record<Language, readonly Rule[]>> = {
  node: [
    { transport: 'stdio', pattern: /\bnew StdioServerTransport\s*\(|\bserveStdio\s*\(/u },
    {
      transport: 'stdio',
      pattern: /\btransportType\s*:\s*["']stdio["']|\btransport\s*:\s*\{\s*type\s*:\s*["']stdio["']/u,
    },
    { transport: 'stdio', pattern: /^\s*stdio\s*:\s*(?:true|\{)/u },
    {
      transport: 'http',
      pattern: /\bnew (?:Node|WebStandard)?StreamableHTTPServerTransport\s*\(|\bcreateMcp(?:Handler|ExpressApp)\s*\(/u,
    },
    {
      transport: 'http',
      pattern: /\btransportType\s*:\s*["']http-?[sS]tream["']|\btransport\s*:\s*\{\s*type\s*:\s*["']http-stream["']/u,
    },
    { transport: 'http', pattern: /^\s*http\s*:\s*(?:true|\{)/u },
  ],
  python: [
    { transport: 'stdio', pattern: /\bstdio_server\s*\(|\brun_stdio_async\s*\(/u },
    { transport: 'stdio', pattern: /\.run(?:_async)?\((?:[^()]|\([^()]*\))*?\btransport\s*=\s*["']stdio["']/u },
    {
      transport: 'http',
      pattern:
        /\bStreamableHTTPSessionManager\s*\(|\b(?:streamable_)?http_app\s*\(|\brun_(?:streamable_)?http_async\s*\(/u,
    },
    {
      transport: 'http',
      pattern: /\.run(?:_async)?\((?:[^()]|\([^()]*\))*?\btransport\s*=\s*["'](?:streamable-http|http)["']/u,
    },
  ],
};
/** Only a file of this name holds these keys. */
const KEY_OF_XMCP = /^\^/u;

/** The transports that the sources start, each where it was first seen. */
export function transportsOf(view: ProjectView, language: Language): Detected<Transport>[] {
  const found = RULES[language].flatMap(({ transport, pattern }) => {
    const places = matchesIn(view, language, pattern).filter(
      ({ path }) => !KEY_OF_XMCP.test(pattern.source) || path === 'xmcp.config.ts',
    );
    return places.slice(0, 1).map(({ from }) => ({ value: transport, from }));
  });
  const framework = found.length === 0 ? byFramework(view, language) : [];
  // FastMCP and the SDK of Python speak stdio when they are told nothing.
  const bare =
    language === 'python' && !found.some(({ value }) => value === 'stdio')
      ? firstIn(view, 'python', /\b(?:mcp|server|app)\.run\(\s*\)/u, () => 'stdio' as const)
      : undefined;
  const all = [...found, ...framework, ...(bare === undefined ? [] : [bare])];
  return (['stdio', 'http'] as const).flatMap((transport) => all.find(({ value }) => value === transport) ?? []);
}

/** Frameworks whose servers speak stdio until they are told otherwise, or only ever HTTP. */
function byFramework(view: ProjectView, language: Language): Detected<Transport>[] {
  if (language !== 'node') return [];
  const dependencies = nodeManifest(view)?.dependencies ?? {};
  const from = (name: string) => `package.json: dependencies.${name}`;
  if (Object.hasOwn(dependencies, 'mcp-framework')) return [{ value: 'stdio', from: from('mcp-framework') }];
  if (Object.hasOwn(dependencies, 'mcp-use')) return [{ value: 'http', from: from('mcp-use') }];
  return [];
}

const HTTP_WORDS = [
  'streamable-http',
  'streamableHttp',
  'streamablehttp',
  'streamable_http',
  'httpStream',
  'http-stream',
  'http',
] as const;
const READS_VARIABLE: Readonly<Record<Language, RegExp>> = {
  node: /process\.env(?:\.|\[["'])((?:MCP_|FASTMCP_)?TRANSPORT(?:_TYPE|_MODE)?)\b/u,
  python: /\bos\.(?:environ(?:\.get\(|\[)|getenv\()\s*["']((?:MCP_|FASTMCP_)?TRANSPORT(?:_TYPE|_MODE)?)["']/u,
};

/** How a server of both transports is told which one it is to speak: a flag, a word, a variable. */
export function transportSwitchOf(view: ProjectView, language: Language): Detected<TransportSwitch> | undefined {
  const option = firstIn(view, language, /["'`](--transport)\b/u, () => true);
  if (option !== undefined) {
    const word = httpWord(view, language);
    return {
      value: { arguments: { stdio: ['--transport', 'stdio'], http: ['--transport', word] } },
      from: option.from,
    };
  }
  // As a word, or as a key of the options of parseArgs, cleye, meow or yargs.
  const flags = (name: string) =>
    firstIn(
      view,
      language,
      new RegExp(
        String.raw`["'\x60](?:-\w, ?)?(--${name})["'\x60 ]|(?:^|[\s{,])["']?${name}["']?\s*:\s*\{\s*type\s*:\s*(?:Boolean|["']boolean["'])`,
        'u',
      ),
      () => `--${name}`,
    );
  const stdio = flags('stdio');
  const http = flags('http') ?? flags('streamable-http') ?? flags('streamableHttp');
  const either = stdio ?? http;
  if (either !== undefined)
    return {
      value: {
        arguments: { stdio: stdio === undefined ? [] : [stdio.value], http: http === undefined ? [] : [http.value] },
      },
      from: either.from,
    };
  const variable = firstIn(view, language, READS_VARIABLE[language], ([, name]) => name);
  if (variable !== undefined)
    return {
      value: { variable: { name: variable.value, stdio: 'stdio', http: httpWord(view, language) } },
      from: variable.from,
    };
  return firstIn(view, language, /\bcase\s+["'](streamable-?[hH]ttp|http)["']/u, ([, word = 'http']) => ({
    arguments: { stdio: ['stdio'], http: [word] },
  }));
}

/** What the sources call HTTP, the longest name first. */
const httpWord = (view: ProjectView, language: Language): string =>
  HTTP_WORDS.find(
    (word) => firstIn(view, language, new RegExp(`["'\`]${word}["'\`]`, 'u'), () => true) !== undefined,
  ) ?? 'http';
