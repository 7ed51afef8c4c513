import { mkdir, rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../fakes/tar.ts';
import { zipOf } from '../fakes/zip.ts';
import type { MadeUpSecrets } from './planted-secrets.ts';
import { random } from './planted-secrets.ts';
import { mustRun } from './run.ts';

/** An image with everything in it that an image should not have. Every defect is listed by the test that uses it. */
export async function buildBadImage(tag: string, label: string, secrets: MadeUpSecrets): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-bad-image-'));
  try {
    for (const [path, content] of Object.entries({ ...badImageFiles(secrets), ...(await archives(secrets)) })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    // The classic builder: its history shows ENV and arguments in its own words, and every engine has it.
    const argument = `NPM_TOKEN=${secrets.npm}`;
    await mustRun(
      'docker',
      ['build', '-q', '--network', 'none', '--label', label, '--build-arg', argument, '-t', tag, folder],
      { env: { DOCKER_BUILDKIT: '0' } },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function badImageFiles(secrets: MadeUpSecrets): Record<string, string | Buffer> {
  return {
    Dockerfile: dockerfile(secrets),
    'aws/credentials': `[default]\naws_access_key_id = ${secrets.awsId}\naws_secret_access_key = ${secrets.awsSecret}\n`,
    'app/.env': [
      `STRIPE_KEY=${secrets.stripe}`,
      `OPENAI_API_KEY="${secrets.openai}"`,
      `SESSION_SECRET=${secrets.session}`,
      `DATABASE_URL=postgres://app:${secrets.urlPassword}@db.internal:5432/app`,
      'LOG_LEVEL=info',
    ].join('\n'),
    'app/.npmrc': `//registry.npmjs.org/:_authToken=${secrets.npmAuth}\n`,
    'app/.git/config': `[remote "origin"]\n\turl = https://bot:${secrets.gitPassword}@git.example.org/acme/weather.git\n`,
    'app/certs/server.key': secrets.rsa,
    'app/deploy/id_ed25519': secrets.ed25519,
    'app/upload.js': `export const s3 = { accessKeyId: '${secrets.otherAwsId}', secretAccessKey: '${secrets.otherAwsSecret}' };\n`,
    'app/bundle.js': `var a="${random(1_000_000)}";var t="${secrets.slack}";var b="${random(1_000_000)}";`,
    'app/notes.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`key: ${secrets.google}\r\n`, 'utf16le')]),
    'app/data.bin': Buffer.concat([Buffer.alloc(4096), Buffer.from(secrets.own), Buffer.alloc(4096)]),
    ...nearMisses,
    'app/test/a.test.js': 'assert(true);\n',
    'app/node_modules/vitest/package.json': '{"name":"vitest","version":"5.1.1"}\n',
    'app/start.sh': '#!/usr/local/bin/fish\nexec node server.js\n',
  };
}

/** A token in an archive in an archive, and a key in a wheel. */
async function archives(secrets: MadeUpSecrets): Promise<Record<string, Buffer>> {
  const inner = gzipSync(await tarOf([{ name: 'token.txt', content: `token ${secrets.nested}\n` }]));
  return {
    'app/backup.tar.gz': gzipSync(await tarOf([{ name: 'inner.tgz', content: inner }])),
    'app/plugin.whl': zipOf([{ name: 'plugin/settings.py', content: `KEY = "${secrets.zipped}"\n` }]),
  };
}

/** What looks like a secret to others. */
const nearMisses: Record<string, string> = {
  'app/docs/example.md':
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  'app/docs/public.pem':
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n',
  'app/.env.example': 'API_TOKEN=changeme\nDATABASE_URL=postgres://user:password@localhost/db\n',
  'app/package-lock.json': `{"packages":{"":{"integrity":"sha512-${'Qk3vT9sLw0aZ'.repeat(7)}=="}}}\n`,
  'app/config.yaml': 'url: postgres://app:${DB_PASSWORD}@db/app\nregistry: https://registry.npmjs.org/\n',
  'app/user.npmrc': '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n',
};

const dockerfile = (secrets: MadeUpSecrets): string => `
FROM debian:bookworm-slim
ARG NPM_TOKEN
ENV GITHUB_TOKEN=${secrets.github} \\
    DB_PASSWORD=${secrets.password} \\
    ANTHROPIC_API_KEY=${secrets.anthropic} \\
    GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
LABEL org.example.deploy-token=${secrets.gitlab}
COPY aws /root/.aws
COPY app /app
RUN rm -r /root/.aws && echo 'Authorization: Bearer ${secrets.bearer}' > /dev/null
RUN cp /bin/ls /usr/local/bin/rootls && chmod 4755 /usr/local/bin/rootls \\
 && mkdir -m 0777 /srv/shared && touch /srv/shared/file && chmod 0666 /srv/shared/file \\
 && cp /bin/true /usr/bin/gcc-12 && ln -s gcc-12 /usr/bin/gcc \\
 && mkdir -p /var/lib/apt/lists && seq 1 300000 > /var/lib/apt/lists/debian_main_Packages \\
 && head -c 12000000 /dev/zero > /app/big && chmod 0755 /app/start.sh
RUN head -c 12000001 /dev/zero > /app/big
RUN rm /app/big
EXPOSE 8080
HEALTHCHECK CMD curl -f http://localhost:3000/mcp || exit 1
ENTRYPOINT ["/app/start.sh"]
`;
