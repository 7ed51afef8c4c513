import type { Absence } from '../config/build-context.js';
import { lockfileAdvice } from './build-failure-lockfile.js';
import { tlsAdvice } from './build-failure-tls.js';
import type { TestStep } from '../plan/test-stage.js';
import { packageLoginAdvice } from './package-login-advice.js';

export const buildFailureCauses = [
  'registry-unreachable',
  'tls',
  'dns',
  'auth',
  'disk-full',
  'out-of-memory',
  'lockfile-mismatch',
  'file-missing-from-context',
  'syntax',
  'unknown-flag',
  'uid-in-use',
  'permission-after-user',
  'script-missing',
  'platform',
  'base-image-missing',
  'tests-failed',
  'other',
] as const;
export type BuildFailureCause = (typeof buildFailureCauses)[number];

export interface BuildFailureInput {
  /** What the builder said. */
  readonly reason: string;
  /** Name of the failed step, `[build 2/6] RUN npm ci`. */
  readonly step?: string;
  /** Output of the failed step, oldest first. */
  readonly lines: readonly string[];
  /** Set when the image is for another platform than the engine's. */
  readonly foreignPlatform?: string;
  /** Ids of the secrets that the build was given. */
  readonly givenSecrets?: readonly string[];
  /** What the failed step is to the tests of `--test`; absent for a step outside of their stage. */
  readonly tests?: TestStep;
  /** Extra certificate authorities: whether the build was given them, and whether the Dockerfile mounts them anywhere. */
  readonly ca?: { readonly given: boolean; readonly mounted: boolean };
  /** Where all output of the step is: before the person's eyes, or in a file. Absent where it takes a flag. */
  readonly output?: 'shown' | { readonly file: string };
  /** Why a path is not in the context; undefined when it is. */
  readonly explain: (path: string) => Absence | undefined;
}

/** What is asked of a failed build, row by row. */
export interface BuildFailureFacts extends BuildFailureInput {
  /** A RUN step ran and ended badly. */
  readonly ran: boolean;
  /** The builder itself was fetching an image. */
  readonly pulls: boolean;
  readonly text: string;
  readonly exitCode: number;
}

export interface Row {
  readonly cause: Exclude<BuildFailureCause, 'other'>;
  /** Advice when the row matches. */
  test(facts: BuildFailureFacts): readonly string[] | undefined;
}

const TLS =
  /x509|tls: |CERT_|certificate.verify.failed|self[-_ ]signed.certificate|UNABLE_TO_(?:VERIFY|GET)|unable to (?:get local|verify the first) |unknown authority|SSL certificate problem|SSLError|invalid peer certificate|UnknownIssuer|certificate is not trusted/iu;
const AUTH =
  /\bunauthorized\b|authentication required|no basic auth credentials|\b40[13] (?:Unauthorized|Forbidden)|(?:status|code|error):? 40[13]\b|access to the resource is denied|insufficient_scope/iu;
const DNS =
  /ENOTFOUND|EAI_AGAIN|temporary failure (?:in name resolution|resolving)|name or service not known|no such host|could not resolve|failed to lookup address|bad address|dns error|NameResolutionError/iu;
const NETWORK =
  /ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|connection (?:refused|timed out|reset)|i\/o timeout|network is unreachable|no route to host|failed to connect|could not connect|unable to connect|TLS handshake timeout|Client\.Timeout|context deadline exceeded|proxyconnect|: EOF$/imu;
const OUT_OF_MEMORY =
  /heap out of memory|cannot allocate memory|out of memory|MemoryError|signal: killed|ENOMEM|oom-?kill|Killed signal terminated program/iu;
const UID =
  /\b[gu]id '?\d+'? (?:already exists|is not unique|in use|is in use)|(?:group|user) '?[\w.-]+'? (?:already exists|in use)/iu;
const PERMISSION = /EACCES|EPERM|permission denied|operation not permitted|read-only file system/iu;
const SCRIPT = /missing script:|ERR_PNPM_NO_SCRIPT|couldn't find a script|command "[^"]*" not found/iu;
/** Interpreters about the file, or uv about the program, that they are to run. */
const NO_FILE =
  /Cannot find module '(\/[^']+)'|can't open file '([^']+)'|Could not open requirements file: .*No such file.*'([^']+)'|Failed to spawn: `?([^\s`]+)|Could not read (package\.json)/u;
const NOT_FOUND_COMMAND = /(?:^|: )([^\s:]+): (?:not found|command not found)$/imu;

const testsAdvice = ({ output }: Pick<BuildFailureInput, 'output'>): readonly string[] => [
  output === undefined
    ? 'The end of their output says which; --verbose shows all of it, and --log-file FILE keeps it.'
    : output === 'shown'
      ? 'The end of their output says which.'
      : `The end of their output says which; all of it is in ${output.file}.`,
  'Nothing was built or pushed, and the image of that name is what it was.',
];

/** By what builders and package managers print; the first that matches wins. */
export const buildFailureRows: readonly Row[] = [
  {
    cause: 'disk-full',
    test: ({ text, reason }) =>
      /no space left on device|ENOSPC|not enough space on the disk|disk quota exceeded/iu.test(`${text}\n${reason}`)
        ? [
            'Free space for the engine: `docker builder prune` removes build cache, `docker image prune` dangling images.',
          ]
        : undefined,
  },
  {
    cause: 'out-of-memory',
    test: ({ text, reason, exitCode }) =>
      exitCode === 137 || OUT_OF_MEMORY.test(`${text}\n${reason}`)
        ? [
            'Give the engine more memory (Docker Desktop: Settings, Resources), or build with fewer jobs at a time.',
            'For Node.js, NODE_OPTIONS=--max-old-space-size=MB in that RUN raises the limit of one process.',
          ]
        : undefined,
  },
  {
    cause: 'tests-failed',
    // What tests print may sound like any of the causes below.
    test: ({ tests, ran, exitCode, text, output }) =>
      tests === 'tests' && ran && exitCode !== 126 && exitCode !== 127 && !SCRIPT.test(text)
        ? testsAdvice({ output })
        : undefined,
  },
  { cause: 'tls', test: ({ text, ...facts }) => (TLS.test(text) ? tlsAdvice({ text, ...facts }) : undefined) },
  {
    cause: 'platform',
    test: ({ text, lines, reason, pulls, foreignPlatform }) => {
      const said =
        /exec format error|no match for platform|does not match the specified platform|no matching manifest/iu;
      if (said.test(`${text}\n${reason}\n${lines.join('\n')}`))
        return [
          'The base image or the engine is for another processor: build with --platform of the engine, or install emulation (`docker run --privileged --rm tonistiigi/binfmt --install all`).',
        ];
      // The base image is here for the engine's own platform only, and the registry that has the other one was no help.
      if (pulls && foreignPlatform !== undefined)
        return [
          `The engine has no base image for ${foreignPlatform} and could not fetch one: pull it with --platform ${foreignPlatform}, or leave out --platform.`,
        ];
      return undefined;
    },
  },
  {
    cause: 'base-image-missing',
    test: ({ text, pulls, step = '' }) => {
      const missing =
        /manifest (?:unknown|for .* not found)|not found: manifest|repository does not exist|name unknown|manifests\/\S+.*404|: not found$/iu;
      return pulls && missing.test(text)
        ? [
            `Check the name and tag of the base image${imageOf(step)}; a private one needs \`docker login\` first.`,
            ...stageHint(step),
          ]
        : undefined;
    },
  },
  {
    cause: 'auth',
    test: (facts) => {
      if (!facts.pulls) return packageLoginAdvice(facts);
      return AUTH.test(facts.text) ? ['Log in to the registry with `docker login HOST`, then build again.'] : undefined;
    },
  },
  {
    cause: 'registry-unreachable',
    test: ({ text, pulls, step = '' }) =>
      pulls && (NETWORK.test(text) || DNS.test(text))
        ? [
            ...(/dockerfile:\d|docker\/dockerfile/u.test(`${step} ${text}`)
              ? [
                  'Remove the `# syntax=` line of the Dockerfile: it makes every build fetch its frontend from Docker Hub.',
                ]
              : []),
            ...(/syft-scanner/u.test(`${step} ${text}`)
              ? ['--sbom needs the image of a scanner: name a mirror of it with --sbom-generator REFERENCE.']
              : []),
            `The engine cannot reach the registry${imageOf(step)}: check network, proxy and DNS of the engine, or name a mirror as the base registry.`,
            'An image that is already there needs no registry: see `docker image ls`.',
            ...stageHint(step),
          ]
        : undefined,
  },
  { cause: 'lockfile-mismatch', test: lockfileAdvice },
  {
    cause: 'dns',
    test: ({ text, ran }) =>
      ran && DNS.test(text)
        ? [
            'The step cannot resolve a host name: containers may use another DNS than this machine. Set "dns" in the engine’s daemon.json, or HTTPS_PROXY when only a proxy leads out.',
          ]
        : undefined,
  },
  {
    cause: 'registry-unreachable',
    test: ({ text, ran }) =>
      ran && NETWORK.test(text)
        ? [
            'The step cannot reach its package registry: check the network, HTTPS_PROXY (passed on to the build) and the registry’s address.',
          ]
        : undefined,
  },
  { cause: 'file-missing-from-context', test: missingFile },
  {
    cause: 'unknown-flag',
    test: ({ reason, ran }) =>
      !ran && /unknown flag|unexpected key '|requires BuildKit/iu.test(reason)
        ? [
            ...(/requires BuildKit/iu.test(reason)
              ? [
                  'The engine’s classic builder did this build, and RUN --mount needs BuildKit: Docker 18.09 or newer, and nothing between here and the engine that blocks POST /session.',
                ]
              : [
                  'This engine’s builder does not know that flag: check its spelling, update the engine, or leave it out.',
                ]),
            ...(/link|network|start-interval|'env'/u.test(reason)
              ? [
                  'COPY --link, RUN --network, HEALTHCHECK --start-interval and secrets as variables are all newer than Docker 20.10.',
                ]
              : []),
          ]
        : undefined,
  },
  {
    cause: 'syntax',
    test: ({ reason, ran }) =>
      !ran &&
      /parse error|unknown instruction|requires (?:at least|exactly|either)|should not be blank|syntax error|failed to process/iu.test(
        reason,
      )
        ? [
            'Mend the line that the builder names.',
            ...(/unknown instruction/iu.test(reason)
              ? ['Here-documents (RUN <<EOF) need a newer builder than that of Docker 20.10.']
              : []),
          ]
        : undefined,
  },
  {
    cause: 'uid-in-use',
    test: ({ text }) =>
      UID.test(text)
        ? [
            'The base image already has that user or group (`node` images have 1000): use the existing one, or another id.',
          ]
        : undefined,
  },
  {
    cause: 'script-missing',
    test: ({ text, exitCode, ran }) => {
      if (SCRIPT.test(text)) return ['Add the script to package.json, or call what it should call.'];
      const file = ran
        ? NO_FILE.exec(text)
            ?.slice(1)
            .find((found) => found !== undefined)
        : undefined;
      if (file !== undefined)
        return [
          `${file} is not in the image at this point: copy it in, or install it, before this step, and see that .dockerignore lets it through.`,
        ];
      if (/\\r|\r|bad interpreter/u.test(text) && exitCode >= 126)
        return ['The script has Windows line endings: keep it with LF (`*.sh text eol=lf` in .gitattributes).'];
      if (!ran || (exitCode !== 127 && exitCode !== 126)) return undefined;
      const name = NOT_FOUND_COMMAND.exec(text)?.[1];
      return exitCode === 126
        ? [
            'The file is there and cannot be executed: set its mode (`git update-index --chmod=+x FILE`, or COPY --chmod=755).',
          ]
        : [
            `${name === undefined ? 'The program' : `\`${name}\``} is not in the image at this point: install it, copy it in before this step, or check its path.`,
          ];
    },
  },
  {
    cause: 'permission-after-user',
    test: ({ text, ran }) =>
      ran && PERMISSION.test(text)
        ? ['The step runs as a user who may not write there: do the work before USER, or COPY with --chown=UID:GID.']
        : undefined,
  },
  {
    cause: 'tests-failed',
    test: ({ tests, ran, output }) => (tests !== undefined && ran ? testsAdvice({ output }) : undefined),
  },
];

/** `COPY --from=NAME` looks for an image where no stage has the name. */
function stageHint(step: string): string[] {
  const name = /(?:FROM|load metadata for) docker\.io\/library\/([^:@/]+):latest/u.exec(step)?.[1];
  return name === undefined ? [] : [`If a stage is meant: no FROM of the Dockerfile ends with "AS ${name}".`];
}

// Builders' ways to say that a source is not there: BuildKit by checksum, by walking with a pattern, and the classic builder.
const MISSING_FILE = [
  /(?:cache key|checksum of ref [^:]+(?:::[^:]+)*): "([^"]+)": not found/u,
  /"([^"]+)":? not found/u,
  /lstat (\/\S+): no such file or directory/u,
  /(?:file not found in build context or excluded by \.dockerignore: stat|COPY failed:.*stat|ADD failed:.*stat) ([^:]+): (?:file does not exist|no such file)/u,
];

function missingFile({ reason, ran, step = '', explain }: BuildFailureFacts): readonly string[] | undefined {
  if (ran) return undefined;
  const found = MISSING_FILE.map((expression) => expression.exec(reason)?.[1]).find((path) => path !== undefined);
  if (found === undefined) return undefined;
  const path = found.replace(/^\/+/u, '');
  const stage = /--from=(\S+)/u.exec(step)?.[1] ?? /--mount=\S*\bfrom=([^,\s]+)/u.exec(step)?.[1];
  if (stage !== undefined) return [`Stage "${stage}" has no /${path}: check what it writes, and where.`];
  const absence = explain(path);
  if (absence?.kind === 'ignored')
    return [`${path} is kept out by "${absence.rule}" (${absence.by}:${absence.line}): add !${path} below that line.`];
  if (absence?.kind === 'withheld')
    return [
      `${path} is never sent to a build, because it holds secrets: pass what the image needs at run time, or as a build secret.`,
    ];
  return [
    `${path} is not in the build context: check the spelling, upper and lower case, and that the path is relative to the context.`,
  ];
}

function imageOf(step: string): string {
  const image = /(?:load metadata for|resolve image config for|FROM) (?:docker-image:\/\/)?(\S+)/u.exec(step)?.[1];
  return image === undefined ? '' : ` (${image})`;
}
