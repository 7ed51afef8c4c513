import { describe, expect, it } from 'vitest';
import { findSecrets, maskFoundSecrets, mayHoldSecret, type SecretContext } from '../../../src/model/find-secrets.js';
import { secretRules } from '../../../src/model/secret-rules.js';
import { entropyOf, tellingSecretValues } from '../../../src/model/telling-secrets.js';
import { binaryRows, fileRows, nearMissRows, tokenRows } from '../../support/secret-rows.js';
import { madeUpSecrets, random } from '../../support/planted-secrets.js';

const s = madeUpSecrets();
const file = (name: string): SecretContext => ({ place: 'file', name });
const text = file('/app/server.js');
const history: SecretContext = { place: 'history', name: 'step 1' };
const env = (name: string): SecretContext => ({ place: 'env', name });
const base64 = (bytes: number) => Buffer.from(random(bytes)).toString('base64');
const hex = (length: number) => random(length, '0123456789abcdef');

/** Rule, text, where; the name of the row is the rule. */
const hits: [string, string, SecretContext][] = [
  ['private-key', s.rsa, text],
  ['private-key', s.ed25519, file('/root/.ssh/id_ed25519')],
  ['private-key', `"private_key": ${JSON.stringify(s.rsa)}`, file('/app/service-account.json')],
  [
    'private-key',
    s.rsa
      .replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY')
      .replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n'),
    text,
  ],
  [
    'aws-secret-access-key',
    `aws_access_key_id=${s.awsId}\naws_secret_access_key = ${s.awsSecret}`,
    file('/root/.aws/credentials'),
  ],
  ['aws-secret-access-key', `{accessKeyId:"${s.awsId}",secretAccessKey:"${s.awsSecret}"}`, text],
  ['aws-secret-access-key', `AWS_SECRET_ACCESS_KEY=${s.awsSecret}`, history],
  ['aws-access-key-id', `id: ${s.awsId}`, text],
  ['github-token', `token ${s.github};`, text],
  ['github-token', `github_pat_${random(22)}_${random(59)}`, text],
  ['gitlab-token', s.gitlab, text],
  ['npm-token', s.npm, text],
  ['npm-registry-auth', `//registry.npmjs.org/:_authToken=${s.npmAuth}`, file('/root/.npmrc')],
  ['pypi-token', `pypi-AgEIcHlwaS5vcmc${random(80)}`, text],
  ['docker-token', `dckr_pat_${random(27)}`, text],
  ['docker-registry-auth', `{"auths":{"r.io":{"auth":"${base64(20)}"}}}`, file('/root/.docker/config.json')],
  ['slack-token', s.slack, text],
  [
    'slack-token',
    `https://hooks.slack.com/services/T${random(9, 'ABCDEFGH12345')}/B${random(9, 'ABCDEFGH12345')}/${random(24)}`,
    text,
  ],
  ['stripe-key', `"${s.stripe}"`, text],
  ['anthropic-key', s.anthropic, text],
  ['openai-key', s.openai, text],
  ['openai-key', `sk-${random(20)}T3BlbkFJ${random(20)}`, text],
  ['google-api-key', s.google, text],
  ['huggingface-token', `hf_${random(34)}`, text],
  ['digitalocean-token', `dop_v1_${hex(64)}`, text],
  ['sendgrid-key', `SG.${random(22)}.${random(43)}`, text],
  ['azure-storage-key', `AccountKey=${random(86)}==;EndpointSuffix=core`, text],
  ['jwt', `eyJ${random(30)}.eyJ${random(60)}.${random(43)}`, file('/app/.env')],
  ['bearer-token', `curl -H "Authorization: Bearer ${s.bearer}" x`, history],
  ['url-password', `DATABASE_URL=postgres://app:${s.urlPassword}@db/x`, file('/app/.env')],
  ['url-password', `redis://:${s.urlPassword}@cache:6379`, env('REDIS_URL')],
  ['url-password', `url = https://bot:${s.gitPassword}@git.example.org/x.git`, file('/app/.git/config')],
  ['netrc-password', `machine git.example.org login bot password ${s.gitPassword}`, file('/root/.netrc')],
  ['pgpass-password', `db:5432:app:app:${s.urlPassword}`, file('/root/.pgpass')],
  ['assigned-secret', s.password, env('DB_PASSWORD')],
  ['assigned-secret', s.session, env('WEATHER_KEY')],
  ['assigned-secret', `BASIC_AUTH=bot:${s.password}`, file('/app/.env')],
  ['assigned-secret', `export SESSION_SECRET="${s.session}"`, file('/app/.env.production')],
  ['assigned-secret', `|2 BUILD=1 REGISTRY_TOKEN=${s.session} /bin/sh -c npm ci`, history],
  ['assigned-secret', `/bin/sh -c #(nop)  ENV DB_PASSWORD=${s.password}`, history],
  ['assigned-secret', `RUN login --user bot --password=${s.password} # buildkit`, history],
];

hits.push(
  ...tokenRows.map(([rule, token]): [string, string, SecretContext] => [rule, `a "${token}";`, text]),
  ...fileRows.map(([rule, content, context]): [string, string, SecretContext] => [rule, content, context]),
);

const misses: [string, string, SecretContext][] = [
  [
    'a public key',
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----',
    text,
  ],
  ['a certificate', `-----BEGIN CERTIFICATE-----\n${base64(600)}\n-----END CERTIFICATE-----`, text],
  ['a private key that is only named', 'expects "-----BEGIN PRIVATE KEY-----" ... "-----END PRIVATE KEY-----"', text],
  ['a key for the tests of a package', s.rsa, file('/app/node_modules/public-encrypt/test/key.pem')],
  ['the example pair of AWS', 'AKIAIOSFODNN7EXAMPLE secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"', text],
  ['a hash where a key could be', `secret_key = ${hex(40)}`, text],
  [
    'hashes of a lock file',
    `"integrity": "sha512-${base64(64)}", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz#${hex(40)}"`,
    file('/app/package-lock.json'),
  ],
  ['a token made of one letter', `ghp_${'x'.repeat(36)}`, text],
  ['Stripe’s documented key', 'sk_test_4eC39HqLyjWDarjtT1zdp7dc', text],
  ['a variable in .npmrc', '//registry.npmjs.org/:_authToken=${NPM_TOKEN}', file('/root/.npmrc')],
  [
    'the token of jwt.io',
    'T=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    file('/app/.env'),
  ],
  ['a URL of documentation', 'postgres://user:password@localhost/db', file('/app/config.yaml')],
  ['a URL with a variable', 'postgres://app:${DB_PASSWORD}@db/x', file('/app/config.yaml')],
  ['a URL in code', `http://a:${s.urlPassword}@host/`, text],
  ['a placeholder', 'changeme', env('API_TOKEN')],
  ['an empty value', '', env('API_TOKEN')],
  ['a file that holds the secret', '/run/secrets/token', env('API_TOKEN')],
  ['the name of a file', '/run/secrets/token', env('API_TOKEN_FILE')],
  ['a public fingerprint', '7169605F62C751356D054A26A821E680E5FA6305', env('GPG_KEY')],
  ['the name of a list', 'tasks-list', env('REDIS_KEY')],
  ['the name of a cookie', 'connect.sid', env('SESSION_COOKIE')],
  ['a number', '4096', env('MAX_TOKENS')],
  ['a working directory', '/app', env('PWD')],
  ['.env.example', `API_TOKEN=${s.session}`, file('/app/.env.example')],
  ['a command for the value', 'TOKEN=$(cat /run/secrets/token) npm ci', history],
  ['a mounted secret', 'RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci', history],
  [
    'colons in a log',
    '14:10:43 INFO "tools":{},"prompts":{}: 127.0.0.1:5432:app:app:connected',
    { place: 'log', name: '' },
  ],
  ['a place in a source', 'src/a.ts:12:5:warning:unused', { place: 'log', name: '' }],
  ['an assignment in code', `const password = "${s.password}"`, text],
];

misses.push(
  ...nearMissRows.map(([name, content, context]): [string, string, SecretContext] => [name, content, context]),
);

describe('findSecrets', () => {
  it.each(hits)('finds %s', (rule, content, context) => {
    expect(findSecrets(content, context).map((match) => match.rule)).toEqual([rule]);
  });

  it.each(hits.filter(([, , { place }]) => place === 'file'))(
    'lets %s through its pre-filter',
    (_, content, { name }) => {
      expect(mayHoldSecret(content, name)).toBe(true);
    },
  );

  it.each(misses)('leaves %s alone', (_, content, context) => {
    expect(findSecrets(content, context)).toEqual([]);
  });

  it('has a row for every rule', () => {
    // Those of bytes are tested with the files that hold them.
    const tested = new Set([
      ...hits.map(([rule]) => rule),
      'base64-wrapped',
      ...binaryRows().map(([, , rule]) => rule),
    ]);
    expect(secretRules.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('says each value once, however often it stands there', () => {
    expect(findSecrets(`${s.github} ${s.github}\nTOKEN=${s.github}`, history)).toHaveLength(1);
  });

  it('knows the values that the project calls secret', () => {
    expect(findSecrets(`a ${s.own} b`, { ...text, secretValues: [s.own] })).toEqual([
      { rule: 'own-secret', title: 'a secret value of this project', value: s.own },
    ]);
  });

  it.each([
    ['begins of keys', '-----BEGIN RSA PRIVATE KEY-----\n'.repeat(100_000)],
    ['colons', 'a://'.repeat(500_000)],
    ['one line', 'A'.repeat(5_000_000)],
    ['quotes', 'SECRET="'.repeat(300_000)],
    ['bearers', 'Bearer '.repeat(300_000)],
  ])('stays quick on a file full of %s', (_, content) => {
    const startedAt = performance.now();
    findSecrets(content, file('/app/.env'));
    findSecrets(content, { place: 'log', name: '' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('maskFoundSecrets', () => {
  it('leaves the words and hides the value', () => {
    expect(maskFoundSecrets(`|1 NPM_TOKEN=${s.npm} /bin/sh -c npm ci`, history)).toBe(
      '|1 NPM_TOKEN=•••••• /bin/sh -c npm ci',
    );
  });
});

describe('tellingSecretValues', () => {
  it('keeps what only a secret looks like', () => {
    expect(
      tellingSecretValues([
        s.own,
        s.own,
        s.password,
        `postgres://a:${s.urlPassword}@b/c`,
        'production',
        'http://backend:8000',
        'localhost:3000',
        'todo.example.com',
        '2026-11-21',
        '3000',
        'changeme-please-1',
        '/app/data/todo.sqlite',
      ]),
    ).toEqual([s.own, s.password, `postgres://a:${s.urlPassword}@b/c`]);
  });
});

it('counts entropy in bits a character', () => {
  expect(entropyOf('aaaa')).toBe(0);
  expect(entropyOf('abcd')).toBe(2);
});
