/**
 * Names under which secrets are kept, as paths that a context could have. `.dockerignore` is asked for each of them, there or not:
 * the file that is there tomorrow goes into the image of tomorrow.
 */
export const SECRET_NAMES = [
  '.env',
  '.env.local',
  '.env.production',
  '.aws/credentials',
  '.npmrc',
  'server.key',
  'private.pem',
] as const;

/** What an install leaves in the folder of a project of that language. */
export const NOISE_NAMES: readonly { readonly path: string; readonly language: 'node' | 'python' }[] = [
  { path: 'node_modules', language: 'node' },
  { path: '.venv', language: 'python' },
  { path: '__pycache__', language: 'python' },
];

/** Top-level names that are noise where they are there and no instruction wants them. */
export const NOISE_IF_THERE =
  /^(?:\.git|tests?|__tests__|spec|docs?|coverage|htmlcov|\.github|\.gitlab|\.circleci|\.vscode|\.idea|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|venv|\.DS_Store)$/u;

/** Files that are made to hold a secret. Examples and public halves of keys are none. */
export const isSecretPath = (path: string): boolean => SECRET_PATH.test(path) && !HARMLESS.test(path);

const SECRET_PATH =
  /(?:^|\/)(?:\.env(?:\.[^/]+)?|[^/]+\.env|\.aws\/[^/]+|\.npmrc|\.yarnrc\.yml|\.pypirc|\.?_?\.netrc|\.git-credentials|\.pgpass|\.docker\/config\.json|\.dockercfg|\.ssh\/[^/]+|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:key|pem|p12|pfx|jks|keystore|ppk)|service[-_]?account[^/]*\.json|credentials\.json|client_secret[^/]*\.json)$/u;
const HARMLESS =
  /\.(?:example|sample|template|dist|schema|pub)(?:\.[^/]+)?$|(?:^|\/)(?:example|sample)\.env$|(?:^|\/)\.ssh\/(?:known_hosts|config)$/u;

/** Folders that are made again and again, and never looked into. */
export const REMADE_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.pnpm-store',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
]);
