import type { SecretFinding } from './facts/image.js';

export type SecretPlace = SecretFinding['place'];

/**
 * One kind of secret, as data. `pattern` is global and linear: every quantifier is bounded or cannot overlap what follows.
 * Group `value` is the secret; without it the whole match is.
 */
export interface SecretRule {
  readonly id: string;
  /** A noun phrase with its article, as a message uses it: `a GitHub token`. */
  readonly title: string;
  /** Sources of expressions, one of which stands in every match: all of them together are the pre-filter. */
  readonly anchors: readonly string[];
  readonly pattern: RegExp;
  /** Shannon entropy in bits a character that the value must have. */
  readonly minEntropy?: number;
  /** Everywhere when absent. */
  readonly places?: readonly SecretPlace[];
  /** Files in which the rule holds; all when absent. Other places are not concerned. */
  readonly path?: RegExp;
  /** Files in which a match means nothing. */
  readonly notPath?: RegExp;
  /** Values that look right and are none: published examples. */
  readonly nearMiss?: RegExp;
}

/** Keys and accounts that packages ship to test or explain themselves with. */
const OF_DEPENDENCIES =
  /\/(?:node_modules|site-packages|dist-packages|perl5?|gems)\/(?:.*\/)?(?:tests?|__tests__|fixtures?|examples?|docs?|man)\/|\/usr\/share\/(?:doc|man|info)\//u;
/** Files that a person writes settings into. */
const SETTINGS_FILE =
  /(?:^|\/)(?:\.env[^/]*|[^/]+\.env|env|[^/]+\.(?:ya?ml|json|toml|ini|cfg|conf|config|properties|xml))$|\/\.git\/config$|\/\.git-credentials$|\/\.(?:pip\/pip\.conf|pypirc|yarnrc(?:\.yml)?|npmrc)$/u;
const IN_DEPENDENCIES = /\/(?:node_modules|site-packages|dist-packages)\/|\/usr\/(?:share|lib)\//u;

/** Most telling first: of two rules that find the same value the first one names it. */
export const secretRules: readonly SecretRule[] = [
  {
    id: 'private-key',
    title: 'a private key',
    anchors: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]){0,8}(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\r\n\\]{1,120}(?:\s|\\[nr]){1,8}){0,3}(?<value>[A-Za-z0-9+/=\s\\]{60,20000})-----END /gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
  },
  {
    id: 'aws-secret-access-key',
    title: 'an AWS secret access key',
    anchors: ['[Ss]ecret_?[Aa]ccess_?[Kk]ey', 'SECRET_?ACCESS_?KEY', '[Ss]ecret_?[Kk]ey', 'SECRET_?KEY'],
    pattern: /secret_?(?:access_?)?key["'\s\\:=,]{1,12}(?:>\s{0,4})?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/giu,
    minEntropy: 4,
    nearMiss: /EXAMPLE|^[0-9a-f]{40}$/u,
  },
  {
    id: 'aws-access-key-id',
    title: 'an AWS access key id',
    anchors: ['A[KS]IA[A-Z2-7]{16}'],
    pattern: /(?<![A-Za-z0-9+/])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9+/])/gu,
    minEntropy: 3,
    nearMiss: /EXAMPLE/u,
  },
  {
    id: 'github-token',
    title: 'a GitHub token',
    anchors: ['gh[oprsu]_[A-Za-z0-9]{36}', 'github_pat_'],
    pattern:
      /(?<![A-Za-z0-9_])(?:gh[oprsu]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'gitlab-token',
    title: 'a GitLab token',
    anchors: ['gl(?:pat|dt|rt|ptt|cbt)-'],
    pattern:
      /(?<![A-Za-z0-9_-])gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,64}(?:\.[a-z0-9]{2}\.[a-z0-9]{9})?(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.3,
  },
  {
    id: 'npm-token',
    title: 'an npm token',
    anchors: ['npm_[A-Za-z0-9]{36}'],
    pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'npm-registry-auth',
    title: 'a registry credential of npm',
    anchors: ['_authToken', '_auth', '_password'],
    pattern: /(?:_authToken|_auth|:_password)["']?[ \t]{0,4}=[ \t]{0,4}["']?(?<value>[A-Za-z0-9_\-./+=]{16,512})/gu,
    minEntropy: 3,
    path: /\/\.?npmrc$/u,
  },
  {
    id: 'pypi-token',
    title: 'a PyPI token',
    anchors: ['pypi-AgE'],
    pattern: /pypi-AgE[A-Za-z0-9_-]{60,512}/gu,
  },
  {
    id: 'docker-token',
    title: 'a Docker Hub token',
    anchors: ['dckr_(?:pat|oat)_'],
    pattern: /dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}/gu,
    minEntropy: 3.3,
  },
  {
    id: 'docker-registry-auth',
    title: 'a registry credential of Docker',
    anchors: ['"auth"'],
    pattern: /"auth"\s{0,4}:\s{0,4}"(?<value>[A-Za-z0-9+/]{12,1024}={0,2})"/gu,
    path: /\/(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson)$/u,
  },
  {
    id: 'slack-token',
    title: 'a Slack token',
    anchors: ['xox[abeoprs]-', 'xapp-[0-9]', 'hooks\\.slack\\.com/services/T'],
    pattern:
      /xox[abeoprs]-(?:[0-9]{1,14}-){1,4}[A-Za-z0-9-]{16,80}|xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{10,14}-[a-f0-9]{32,80}|https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{20,32}/gu,
    minEntropy: 3,
    nearMiss: /X{8}|T00000000/u,
  },
  {
    id: 'stripe-key',
    title: 'a Stripe secret key',
    anchors: ['[rs]k_(?:live|test)_'],
    pattern: /(?<![A-Za-z0-9_])[rs]k_(?:live|test)_[A-Za-z0-9]{20,120}/gu,
    minEntropy: 3.3,
    // The key of Stripe's own documentation.
    nearMiss: /4eC39HqLyjWDarjtT1zdp7dc/u,
  },
  {
    id: 'anthropic-key',
    title: 'an Anthropic API key',
    anchors: ['sk-ant-'],
    pattern: /sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{60,120}/gu,
    minEntropy: 3.5,
  },
  {
    id: 'openai-key',
    title: 'an OpenAI API key',
    anchors: ['sk-(?:proj|svcacct|admin)-', 'T3BlbkFJ'],
    pattern:
      /(?<![A-Za-z0-9_-])(?:sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?![A-Za-z0-9])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'google-api-key',
    title: 'a Google API key',
    anchors: ['AIza[0-9A-Za-z_-]{35}', 'GOCSPX-'],
    pattern: /(?<![A-Za-z0-9_-])(?:AIza[0-9A-Za-z_-]{35}|GOCSPX-[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'huggingface-token',
    title: 'a Hugging Face token',
    anchors: ['hf_[A-Za-z0-9]{34}'],
    pattern: /(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])/gu,
    minEntropy: 3.8,
  },
  {
    id: 'digitalocean-token',
    title: 'a DigitalOcean token',
    anchors: ['do[opr]_v1_'],
    pattern: /do[opr]_v1_[a-f0-9]{64}/gu,
    minEntropy: 3,
  },
  {
    id: 'sendgrid-key',
    title: 'a SendGrid API key',
    anchors: ['SG\\.[A-Za-z0-9_-]{22}\\.'],
    pattern: /(?<![A-Za-z0-9_])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'azure-storage-key',
    title: 'an Azure storage key',
    anchors: ['AccountKey='],
    pattern: /AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/gu,
    minEntropy: 4,
    // The published key of the storage emulator.
    nearMiss: /^Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/u,
  },
  {
    id: 'jwt',
    title: 'a JSON Web Token',
    anchors: ['eyJ[A-Za-z0-9_-]{10,}\\.eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,1000}/gu,
    minEntropy: 4,
    path: /(?:^|\/)(?:\.env[^/]*|[^/]+\.env)$/u,
    // The token on the front page of jwt.io.
    nearMiss: /SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c/u,
  },
  {
    id: 'bearer-token',
    title: 'a bearer token',
    anchors: ['Bearer [A-Za-z0-9_.~+/=-]{20}'],
    pattern: /[Bb]earer (?<value>[A-Za-z0-9_.~+/=-]{20,2000})/gu,
    minEntropy: 3.5,
    places: ['env', 'label', 'history', 'log'],
  },
  {
    id: 'url-password',
    title: 'a password in a URL',
    anchors: ['://[^\\s/:@"\']{0,64}:[^\\s/@"\']{3,256}@'],
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,64}:(?<value>[^\s/@"'<>]{3,256})@[^\s"'<>/]/giu,
    path: SETTINGS_FILE,
    notPath: IN_DEPENDENCIES,
  },
  {
    id: 'netrc-password',
    title: 'a password of netrc',
    anchors: ['machine '],
    pattern: /machine\s{1,8}\S{1,256}\s{1,8}login\s{1,8}\S{1,256}\s{1,8}password\s{1,8}(?<value>\S{4,512})/gu,
    path: /\/[._]netrc$/u,
  },
  {
    id: 'pgpass-password',
    title: 'a password of PostgreSQL',
    anchors: [':(?:\\d{1,5}|\\*):'],
    pattern: /^[^:\s#]{1,256}:(?:\d{1,5}|\*):[^:\n]{1,128}:[^:\n]{1,128}:(?<value>[^\s]{3,512})$/gmu,
    path: /\/\.pgpass$/u,
  },
];
