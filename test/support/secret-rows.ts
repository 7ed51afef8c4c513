import { generateKeyPairSync } from 'node:crypto';
import type { SecretContext } from '../../src/model/find-secrets.js';
import { madeUpSecrets, random } from './planted-secrets.js';

const s = madeUpSecrets();
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const WORDS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** With a digit in any case: one in some hundred random tokens has none. */
const mixed = (length: number) => `${random(length - 2, WORDS)}7a`;
const hex = (length: number) => random(length, HEX);
const file = (name: string): SecretContext => ({ place: 'file', name });
const text = file('/app/server.js');
const base64 = (value: string | Buffer) => Buffer.from(value).toString('base64');
const jwt = (claims: object) =>
  `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${random(43)}`;

/** Rule and what it must find; tokens of platforms are alike in that they stand anywhere. */
export const tokenRows: readonly (readonly [string, string])[] = [
  ['age-key', `AGE-SECRET-KEY-1${random(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`],
  ['gitlab-token', `glrt-${mixed(20)}`],
  ['azure-client-secret', `${random(3)}8Q~${mixed(34)}`],
  ['azure-shared-access', `https://a.blob.core.windows.net/c?sv=2024-11-04&se=2027-01-01&sig=${mixed(43)}%3D`],
  ['azure-shared-access-key', `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKey=${mixed(43)}=`],
  ['openrouter-key', `sk-or-v1-${hex(64)}`],
  ['groq-key', `gsk_${mixed(52)}`],
  ['xai-key', `xai-${mixed(80)}`],
  ['perplexity-key', `pplx-${mixed(48)}`],
  ['replicate-token', `r8_${mixed(37)}`],
  ['tavily-key', `tvly-${mixed(32)}`],
  ['notion-token', `ntn_${random(11, DIGITS)}${mixed(35)}`],
  ['linear-key', `lin_api_${mixed(40)}`],
  ['figma-token', `figd_${mixed(40)}`],
  ['supabase-key', `sb_secret_${mixed(31)}`],
  ['vault-token', `hvs.${mixed(90)}`],
  ['terraform-token', `${mixed(14)}.atlasv1.${mixed(67)}`],
  ['pulumi-token', `pul-${hex(40)}`],
  ['databricks-token', `dapi${hex(32)}`],
  ['grafana-token', `glsa_${mixed(32)}_${hex(8)}`],
  ['sentry-token', `sntryu_${hex(64)}`],
  ['new-relic-key', `NRAK-${random(25, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')}42`],
  ['shopify-token', `shpat_${hex(32)}`],
  ['square-token', `sq0csp-${mixed(43)}`],
  ['planetscale-token', `pscale_tkn_${mixed(43)}`],
  ['doppler-token', `dp.st.prd.${mixed(43)}`],
  ['postman-key', `PMAK-${hex(24)}-${hex(34)}`],
  ['atlassian-token', `ATATT3x${mixed(180)}`],
  ['netlify-token', `nfp_${mixed(36)}`],
  ['heroku-key', `HRKU-AA${mixed(58)}`],
  ['rubygems-key', `rubygems_${hex(48)}`],
  ['telegram-token', `${random(10, '123456789')}:AA${mixed(33)}`],
  ['discord-webhook', `https://discord.com/api/webhooks/${random(18, '123456789')}/${mixed(68)}`],
  ['onepassword-token', `ops_eyJ${mixed(300)}`],
];

/** Rule, text, where. */
export const fileRows: readonly (readonly [string, string, SecretContext])[] = [
  [
    'putty-key',
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 1\n${base64(random(30))}\nPrivate-Lines: 1\n${base64(random(40))}\nPrivate-MAC: ${hex(64)}\n`,
    file('/root/key.ppk'),
  ],
  ['private-key', `client-key-data: ${base64(s.ed25519)}`, file('/root/.kube/config')],
  ['github-token', `  password: ${base64(s.github)}`, file('/app/deploy/secret.yaml')],
  ['google-refresh-token', `"refresh_token": "1//0${mixed(60)}"`, text],
  ['kubeconfig-token', `users:\n- name: admin\n  user:\n    token: ${random(40)}\n`, file('/root/.kube/config')],
  ['docker-registry-auth', `{"auths":{"r.io":{"identitytoken":"${mixed(40)}"}}}`, file('/root/.docker/config.json')],
  [
    'tool-credential',
    `[http-basic.acme]\nusername = "me"\npassword = "${random(20)}"\n`,
    file('/root/.config/pypoetry/auth.toml'),
  ],
  [
    'tool-credential',
    `[[credential]]\nservice = "https://a"\npassword = "${random(20)}"\n`,
    file('/root/.local/share/uv/credentials/credentials.toml'),
  ],
  ['tool-credential', `[registry]\ntoken = "${random(32)}"\n`, file('/root/.cargo/credentials.toml')],
  ['tool-credential', `<server><id>a</id><password>${random(20)}</password></server>`, file('/root/.m2/settings.xml')],
  ['tool-credential', `github.com:\n    oauth_token: ${random(40)}\n`, file('/root/.config/gh/hosts.yml')],
  ['tool-credential', `npmAuthToken: "${random(36)}"`, file('/app/.yarnrc.yml')],
  ['tool-credential', `[client]\nuser=app\npassword=${random(16)}\n`, file('/root/.my.cnf')],
  ['url-password', `[global]\nindex-url = https://me:${random(20)}@pypi.example.org/simple\n`, file('/etc/pip.conf')],
  ['jwt', `token: ${jwt({ sub: 'me', iat: 1_700_000_000 })}`, file('/app/config.yaml')],
  ['jwt-admin', `const key = "${jwt({ iss: 'supabase', role: 'service_role' })}"`, text],
];

export const nearMissRows: readonly (readonly [string, string, SecretContext])[] = [
  ['the anonymous key of Supabase', `KEY=${jwt({ iss: 'supabase', role: 'anon' })}`, file('/app/config.yaml')],
  ['a token of a visitor in code', `const t = "${jwt({ sub: 'visitor' })}"`, text],
  [
    'a certificate in base64',
    `certificate-authority-data: ${base64(`-----BEGIN CERTIFICATE-----\n${base64(random(400))}\n-----END CERTIFICATE-----`)}`,
    file('/root/.kube/config'),
  ],
  [
    'a public key in base64',
    base64(
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----',
    ),
    text,
  ],
  [
    'words that begin like a token',
    'sk-ant-eaters-are-not-keys; glpat-; hf_transformers_cache_dir_for_everyone_here',
    text,
  ],
  ['the documentation of a package', `${s.rsa}\n`, file('/app/node_modules/jose/README.md')],
  ['a key in the tests of a Python package', s.rsa, file('/usr/lib/python3/dist-packages/jwcrypto/tests.py')],
  ['a key in the tests of Go itself', s.rsa, file('/usr/local/go/src/crypto/tls/testdata/example-key.pem')],
  ['a hash of a lock file', `sha512-${base64(Buffer.from(hex(64)))}`, file('/app/yarn.lock')],
  ['a variable in place of a credential', 'password = "${REGISTRY_PASSWORD}"', file('/root/.cargo/credentials.toml')],
  ['a credential helper', '{"credsStore":"desktop","auths":{"r.io":{}}}', file('/root/.docker/config.json')],
];

/** Files that are no text: name, bytes, rule or none. */
export function binaryRows(): readonly (readonly [string, Buffer, string | undefined])[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed25519 = generateKeyPairSync('ed25519');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]);
  const within = (middle: string) =>
    Buffer.concat([program, Buffer.alloc(3000), Buffer.from(middle), Buffer.alloc(3000)]);
  return [
    ['/a.der', rsa.privateKey.export({ type: 'pkcs8', format: 'der' }), 'private-key-der'],
    ['/b.der', rsa.privateKey.export({ type: 'pkcs1', format: 'der' }), 'private-key-der'],
    ['/c.der', ed25519.privateKey.export({ type: 'pkcs8', format: 'der' }), 'private-key-der'],
    ['/d.der', ec.privateKey.export({ type: 'sec1', format: 'der' }), 'private-key-der'],
    ['/public.der', rsa.publicKey.export({ type: 'spki', format: 'der' }), undefined],
    ['/store.p12', pkcs12(KEY_BAG), 'pkcs12-key'],
    ['/trust.p12', pkcs12(CERTIFICATE_BAG), undefined],
    ['/store.jks', javaStore(1), 'java-keystore-key'],
    ['/cacerts', javaStore(2), undefined],
    ['/library.so', within(s.rsa), undefined],
    ['/symbols', within('_ZN4node6crypto14npm_aBcDefGhIjkLmnOpQrsTuvWxYzAbCdEfGhIj'), undefined],
    ['/cached.pyc', within(`key=${s.github}`), 'github-token'],
  ];
}

const KEY_BAG = Buffer.from('060b2a864886f70d010c0a0102', 'hex');
const CERTIFICATE_BAG = Buffer.from('060b2a864886f70d010c0a0103', 'hex');

/** The outline of what `openssl pkcs12 -export` writes: version 3, data, a bag. */
const pkcs12 = (bag: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('308204a1020103308204670609', 'hex'),
    Buffer.alloc(40),
    bag,
    Buffer.from(random(400)),
  ]);

/** Magic, version 2, one entry of a kind. */
const javaStore = (kind: 1 | 2): Buffer =>
  Buffer.concat([
    Buffer.from(`feedfeed00000002000000010000000${kind}`, 'hex'),
    Buffer.from(random(500)),
    Buffer.alloc(20),
  ]);
