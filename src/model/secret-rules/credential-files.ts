import { IN_DEPENDENCIES, SETTINGS_FILE, type SecretRule } from './secret-rule.js';

/** What tools keep in files of their own. */
export const credentialFiles: readonly SecretRule[] = [
  {
    id: 'npm-registry-auth',
    title: 'a registry credential of npm',
    anchors: ['_authToken', '_auth', '_password'],
    pattern: /(?:_authToken|_auth|:_password)["']?[ \t]{0,4}=[ \t]{0,4}["']?(?<value>[A-Za-z0-9_\-./+=]{16,512})/gu,
    minEntropy: 3,
    path: /\/\.?npmrc$/u,
  },
  {
    id: 'docker-registry-auth',
    title: 'a registry credential of Docker',
    anchors: ['"(?:auth|identitytoken|registrytoken)"'],
    pattern: /"(?:auth|identitytoken|registrytoken)"\s{0,4}:\s{0,4}"(?<value>[A-Za-z0-9+/._-]{12,4096}={0,2})"/gu,
    path: /\/(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|containers\/auth\.json|kaniko\/[^/]*config\.json)$/u,
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
    // Elsewhere four colons in a line are a place in a source, an address or a record of a log.
    places: ['file'],
    title: 'a password of PostgreSQL',
    anchors: [':(?:\\d{1,5}|\\*):'],
    pattern: /^[^:\s#]{1,256}:(?:\d{1,5}|\*):[^:\n]{1,128}:[^:\n]{1,128}:(?<value>[^\s]{3,512})$/gmu,
    path: /\/\.pgpass$/u,
  },
  {
    id: 'kubeconfig-token',
    places: ['file'],
    title: 'a credential of a kubeconfig',
    anchors: ['(?:token|password):'],
    pattern: /^[ \t-]{0,16}(?:token|password):[ \t]{1,4}["']?(?<value>[^\s"'#]{8,4000})/gmu,
    minEntropy: 3,
    path: /\/(?:\.kube\/[^/]+|[^/]*kubeconfig[^/]*|kubernetes\/[^/]+\.conf)$/u,
    notPath: IN_DEPENDENCIES,
  },
  {
    // Poetry, uv, Cargo, gh, Composer, Maven, RubyGems, gcloud, Terraform, Yarn, PyPI, MySQL, rclone, s3cmd, Docker's CLI for Azure.
    id: 'tool-credential',
    places: ['file'],
    title: 'a stored credential of a tool',
    anchors: ['(?:[Pp]ass(?:word|wd)?|[Tt]oken|[Ss]ecret|_key)["\']?[ \\t]{0,4}[:=>]'],
    pattern:
      /(?:password|passwd|pass|(?:oauth_|refresh_|auth_?|access_)?token|client_secret|secret|npmauthtoken|rubygems_api_key|secret_key)["']?[ \t]{0,4}(?:[:=]|>)[ \t]{0,4}["']?(?<value>[^\s"'<>#,]{8,4000})/giu,
    minEntropy: 3,
    path: /\/(?:pypoetry\/auth\.toml|uv\/credentials\/[^/]+|\.cargo\/credentials(?:\.toml)?|gh\/hosts\.yml|glab-cli\/config\.yml|composer\/auth\.json|\.m2\/settings\.xml|\.gem\/credentials|gcloud\/(?:application_default_credentials\.json|legacy_credentials\/.+)|\.terraform\.d\/credentials\.tfrc\.json|\.yarnrc\.yml|\.pypirc|\.my\.cnf|rclone\.conf|\.s3cfg|\.azure\/msal_token_cache\.json|containers\/auth\.json)$/u,
    notPath: IN_DEPENDENCIES,
  },
];
