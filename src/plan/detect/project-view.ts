/** What detection may look at: names of files, and the text of those that say something. Read once, at the edge. */
export interface ProjectView {
  /** Name of the folder. */
  readonly folder: string;
  /** Every file that was seen, relative, with `/`. */
  readonly paths: ReadonlySet<string>;
  /** Manifests, lock files and sources, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** There were more sources than are read: what was not found may be there all the same. */
  readonly truncated: boolean;
}

/** Something found in a project, and where: `src/index.ts:12`, or `package.json: engines.node`. */
export interface Detected<Value> {
  readonly value: Value;
  readonly from: string;
}

export type Language = 'node' | 'python';

const SOURCE: Readonly<Record<Language, RegExp>> = {
  node: /\.[cm]?[jt]sx?$/u,
  python: /\.py$/u,
};
/** What these hold runs while the project is made, not while it serves. */
const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e|examples?|docs?|scripts|benchmarks?|fixtures|conftest\.py|[^/]+\.(?:test|spec|config|d)\.[cm]?[jt]s|test_[^/]+\.py|[^/]+_test\.py)(?:\/|$)/u;

/** Whether a path is a source of the server in this language. */
export const isSource = (path: string, language: Language): boolean =>
  SOURCE[language].test(path) && (!ASIDE.test(path) || path === 'xmcp.config.ts');

export interface SourceMatch {
  readonly path: string;
  /** `path:line`. */
  readonly from: string;
  readonly match: RegExpExecArray;
}

/** What opens a connection of MCP, whatever the language. */
const CONNECTS =
  /\b(?:Stdio|StreamableHTTP)ServerTransport\b|\bserveStdio\b|\bcreateMcpHandler\b|\bFastMCP\b|\bstdio_server\b/u;

/** The sources of the server; of a project that starts it from its folder of scripts, these too. */
function sourcesOf({ texts }: ProjectView, language: Language): (readonly [path: string, text: string])[] {
  const sources = [...texts].filter(([path]) => isSource(path, language));
  if (sources.some(([, text]) => CONNECTS.test(text))) return sources;
  const scripts = [...texts].filter(([path]) => SOURCE[language].test(path) && /^scripts\/[^/]+$/u.test(path));
  return scripts.some(([, text]) => CONNECTS.test(text)) ? [...sources, ...scripts] : sources;
}

/** Every place in the sources of a language that fits, by path. Lines that are comments do not count. */
export function matchesIn(view: ProjectView, language: Language, pattern: RegExp): SourceMatch[] {
  const global = new RegExp(pattern.source, `gm${pattern.flags.replaceAll(/[gm]/gu, '')}`);
  return sourcesOf(view, language)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) =>
      [...text.matchAll(global)]
        .filter((match) => !isComment(text, match.index))
        .map((match) => ({ path, from: `${path}:${lineAt(text, match.index)}`, match })),
    );
}

/** The first of {@link matchesIn}, as a value. */
export function firstIn<Value>(
  view: ProjectView,
  language: Language,
  pattern: RegExp,
  valueOf: (match: RegExpExecArray) => Value | undefined,
): Detected<Value> | undefined {
  for (const { match, from } of matchesIn(view, language, pattern)) {
    const value = valueOf(match);
    if (value !== undefined) return { value, from };
  }
  return undefined;
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;

const isComment = (text: string, index: number) =>
  /^\s*(?:\/\/|\/?\*|#)/u.test(text.slice(text.lastIndexOf('\n', index - 1) + 1));
