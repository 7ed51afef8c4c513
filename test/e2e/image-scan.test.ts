import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { runChecks } from '../../src/checks/run-checks.js';
import { checks } from '../../src/checks/index.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import type { CollectedFacts } from '../../src/model/facts.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { buildBadImage } from '../support/bad-image.js';
import { known, scanImage, staticFacts } from '../support/image-scan.js';
import { staticTarget } from '../support/image-target.js';
import { madeUpSecrets } from '../support/planted-secrets.js';
import { mustRun } from '../support/run.js';

const BAD = `mcp-dock-test-bad:${randomUUID().slice(0, 8)}`;
const secrets = madeUpSecrets();
const staticChecks = checks.filter(({ needs }) => needs.every((name) => staticFacts.includes(name)));
let engine: Engine;

beforeAll(async () => {
  engine = createDockerodeEngine(await resolveEngineEndpoint({ environment: process.env }));
});

describe('an image with everything wrong', () => {
  let facts: CollectedFacts;

  beforeAll(async () => {
    await buildBadImage(BAD, `${RUN_LABEL}=image-scan-test`, secrets);
    facts = await scanImage(
      engine,
      staticTarget(BAD, { secretValues: [secrets.own, 'production'], settings: { transportsFrom: 'config' } }),
    );
  });
  afterAll(async () => {
    await mustRun('docker', ['image', 'rm', '--force', BAD]);
  });

  it('shows every planted secret once and nothing else', () => {
    const found = known(facts, 'imageContents').secrets.map(
      ({ place, name, rule, deleted }) =>
        `${place}${place === 'history' ? '' : ` ${name}`} ${rule}${deleted === true ? ' deleted' : ''}`,
    );
    expect(found.toSorted()).toEqual(
      [
        'env GITHUB_TOKEN github-token',
        'env DB_PASSWORD assigned-secret',
        'env ANTHROPIC_API_KEY anthropic-key',
        'label org.example.deploy-token gitlab-token',
        'history npm-token',
        'history bearer-token',
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
        'file /app/notes.txt google-api-key',
        'file /app/data.bin own-secret',
        'file /app/backup.tar.gz!/inner.tgz!/token.txt gitlab-token',
        'file /app/plugin.whl!/plugin/settings.py google-api-key',
      ].toSorted(),
    );
  });

  it('keeps no value of a secret in any fact', () => {
    const text = JSON.stringify(facts);
    for (const value of Object.values(secrets)) expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('fails the checks that it should, and no other', () => {
    const results = runChecks(staticChecks, facts);
    expect(results.filter(({ outcome }) => outcome !== 'pass').map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'health/no-localhost fail',
      'health/probe-binary-exists fail',
      'health/probe-not-mcp-endpoint fail',
      'image/config-as-declared fail',
      'image/entrypoint-exists fail',
      'image/layer-waste-low fail',
      'image/no-build-tools fail',
      'image/no-dev-dependencies fail',
      'image/no-ignored-files fail',
      'image/no-secrets fail',
      'image/no-setuid-surprise fail',
      'image/no-world-writable fail',
      'image/non-root-user fail',
      'image/numeric-user not-applicable',
      'image/oci-labels fail',
      'image/runtime-base not-applicable',
    ]);
  });

  it('says what was found', () => {
    const messages = runChecks(staticChecks, facts)
      .filter(({ id }) => id !== 'image/no-secrets')
      .flatMap(({ findings }) => findings.map(({ message }) => message));
    expect(messages).toEqual(
      expect.arrayContaining([
        'The health check names the program "curl", which is not in the image (PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin).',
        'The first line of /app/start.sh asks for "/usr/local/bin/fish", which is not in the image.',
        'The image holds 1 setuid or setgid program of its own: /usr/local/bin/rootls.',
        'Everyone may write 2 paths outside the temporary folders: /srv/shared and /srv/shared/file.',
        'The image holds 1 development package: vitest.',
        expect.stringMatching(/^The image holds 1 build tool: gcc-12 \(\d+ kB\)\.$/u),
        expect.stringMatching(
          /^24 MB of \d+ MB are deleted or written again by later layers: \d+(?:\.\d)? % efficient\.$/u,
        ),
      ]),
    );
  });
});

describe.each(['debian:bookworm-slim', 'node:24-bookworm-slim'])('%s as it comes', (reference) => {
  it('shows no secret, in the time that the stream takes', async () => {
    const startedAt = performance.now();
    const facts = await scanImage(engine, staticTarget(reference));
    const took = performance.now() - startedAt;
    const contents = known(facts, 'imageContents');
    process.stdout.write(
      `  ${reference}: ${Math.round(took)} ms, ${Math.round(contents.totalBytes / 1000 / took)} MB/s\n`,
    );
    expect(contents.secrets).toEqual([]);
    expect(contents.truncated).toEqual([]);
    expect(contents.osRelease).toMatchObject({ id: 'debian', versionId: '12' });
    expect(contents.layers.map(({ sizeBytes }) => sizeBytes).every((size) => size > 0)).toBe(true);
  });
});
