import { gzipSync } from 'node:zlib';
import type { MadeImage } from '../fakes/image-files.js';
import { tarOf, type TarEntry } from '../fakes/tar.js';
import { zipOf } from '../fakes/zip.js';
import { random, type MadeUpSecrets } from './planted-secrets.js';

const file = (name: string, content: string | Buffer = '', rest: Partial<TarEntry> = {}): TarEntry => ({
  name,
  content,
  ...rest,
});

/** Eighteen secrets in as many ways as people leave them, what looks like one, and other defects: no image should be like this. */
export async function badFiles(s: MadeUpSecrets, bundle = 1_000_000): Promise<MadeImage> {
  const nested = gzipSync(
    await tarOf([file('backup/inner.tgz', gzipSync(await tarOf([file('token.txt', `t=${s.gitlab}`)])))]),
  );
  return {
    tags: ['acme/bad:1.0.0'],
    config: {
      Env: [
        'PATH=/usr/local/bin:/usr/bin:/bin',
        `GITHUB_TOKEN=${s.github}`,
        `DB_PASSWORD=${s.password}`,
        `ANTHROPIC_API_KEY=${s.anthropic}`,
      ],
      Cmd: ['/bin/sh', '-c', '/app/start.sh'],
      ExposedPorts: { '22/tcp': {}, '8080/tcp': {} },
    },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:x in / ' },
      ...['GITHUB_TOKEN', 'DB_PASSWORD', 'ANTHROPIC_API_KEY'].map((name) => ({
        created_by: `/bin/sh -c #(nop)  ENV ${name}=${{ GITHUB_TOKEN: s.github, DB_PASSWORD: s.password, ANTHROPIC_API_KEY: s.anthropic }[name] ?? ''}`,
        empty_layer: true,
      })),
      { created_by: '/bin/sh -c #(nop) COPY dir:aws in /root/.aws' },
      { created_by: `|1 NPM_TOKEN=${s.npm} /bin/sh -c npm ci` },
      { created_by: `|1 NPM_TOKEN=${s.npm} /bin/sh -c rm -r /root/.aws /app/big` },
    ],
    layers: [
      [
        file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
        file('bin/sh', 'x', { mode: 0o755 }),
        file('usr/bin/passwd', 'x', { mode: 0o4755 }),
        // Keys of a self-test, as libgnutls has them.
        file('usr/lib/libgnutls.so.30', Buffer.concat([Buffer.alloc(600), Buffer.from(s.otherRsa)])),
        file('usr/share/doc/openssl/example.pem', s.otherRsa),
      ],
      [
        file(
          'root/.aws/credentials',
          `[default]\naws_access_key_id = ${s.awsId}\naws_secret_access_key = ${s.awsSecret}\n`,
        ),
      ],
      [
        file(
          'app/.env',
          `STRIPE_KEY=${s.stripe}\nOPENAI_API_KEY="${s.openai}"\nSESSION_SECRET=${s.session}\nDATABASE_URL=postgres://app:${s.urlPassword}@db/app\nLOG_LEVEL=info\n`,
        ),
        file('app/.npmrc', `//registry.npmjs.org/:_authToken=${s.npmAuth}\n`),
        file('app/.git/config', `[remote "origin"]\n\turl = https://bot:${s.gitPassword}@git.example.org/a.git\n`),
        file('app/certs/server.key', s.rsa),
        file('app/deploy/id_ed25519', s.ed25519),
        file('app/upload.js', `s3({ accessKeyId: '${s.otherAwsId}', secretAccessKey: '${s.otherAwsSecret}' });\n`),
        file('app/bundle.js', `var a="${random(bundle)}";var t="${s.slack}";var b="${random(bundle)}";`),
        file('app/backup.tar.gz', nested),
        file('app/plugin.whl', zipOf([{ name: 'plugin/settings.py', content: `KEY = "${s.google}"\n` }])),
        file(
          'app/docs/example.md',
          'AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
        ),
        file(
          'app/docs/public.pem',
          '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n',
        ),
        file('app/package-lock.json', `{"integrity":"sha512-${random(86)}=="}`),
        file('app/node_modules/public-encrypt/test/key.pem', s.otherRsa),
        file('app/node_modules/vitest/package.json', '{"name":"vitest"}'),
        file('app/.env.example', 'API_TOKEN=changeme\n'),
        file('app/test/a.test.js', 'x'),
        file('app/start.sh', '#!/usr/local/bin/fish\nexec node server.js\n', { mode: 0o755 }),
        file('app/big', Buffer.alloc(30_000_000)),
        file('usr/local/bin/rootsh', 'x', { mode: 0o4755 }),
        file('usr/local/bin/gls', 'x', { mode: 0o2755 }),
        file('srv/shared', '', { type: 'directory', mode: 0o777 }),
        file('srv/shared/all', 'x', { mode: 0o666 }),
        file('usr/bin/gcc-12', 'x', { mode: 0o755 }),
        file('usr/bin/make', 'x', { mode: 0o755 }),
        file('var/lib/apt/lists/main_Packages', 'x'.repeat(2_000_000)),
      ],
      [file('root/.wh..aws'), file('app/.wh.big')],
    ],
  };
}

/** Where {@link badFiles} has its secrets: place, rule. */
export const PLANTED: readonly string[] = [
  'env GITHUB_TOKEN github-token',
  'env DB_PASSWORD assigned-secret',
  'env ANTHROPIC_API_KEY anthropic-key',
  'history npm-token',
  'file /root/.aws/credentials aws-secret-access-key deleted',
  'file /app/.env stripe-key',
  'file /app/.env openai-key',
  'file /app/.env assigned-secret',
  'file /app/.env url-password',
  'file /app/.npmrc npm-registry-auth',
  'file /app/.git/config url-password',
  'file /app/certs/server.key private-key',
  'file /app/deploy/id_ed25519 private-key',
  'file /app/upload.js aws-secret-access-key',
  'file /app/bundle.js slack-token',
  'file /app/backup.tar.gz!/backup/inner.tgz!/token.txt gitlab-token',
  'file /app/plugin.whl!/plugin/settings.py google-api-key',
];
