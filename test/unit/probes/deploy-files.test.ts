import { describe, expect, it } from 'vitest';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import deployFiles from '../../../src/probes/deploy-files.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const read = (cwd: string) => deployFiles.collect(probeContext({ cwd }) as never);
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

describe('files for a deployment', () => {
  it('are found by what they are, wherever they lie', async () => {
    await using folder = await folderWith({
      'deploy/k8s/a.yaml': `${MAP}---\n${MAP}`,
      'deploy/k8s/kustomization.yaml': 'resources: [a.yaml, gone.yaml]\n',
      'charts/server/Chart.yaml': 'name: server\n',
      'charts/server/templates/a.yaml': 'apiVersion: v1\nkind: {{ .Kind }}\n',
      'node_modules/x/a.yaml': MAP,
      'test/fixtures/a.yaml': MAP,
      '.github/workflows/ci.yml': 'on: push\n',
      'openapi.yaml': 'openapi: 3.1.0\n',
      'compose.yaml': 'services: {}\n',
      'docker-stack.yml': 'services: {}\n',
      'railway.json': '{ "build": { "dockerfilePath": "docker/Dockerfile" } }',
      'fly.toml': 'app = "a"\n',
      'ecs/task-definition.json': '{ "containerDefinitions": [] }',
      'ecs/other-ecs.json': '{}',
      'proxy/nginx.conf': 'server { server_name a; }\n',
      'proxy/redis.conf': 'maxmemory 1mb\n',
      Caddyfile: ':80\n',
      'traefik/traefik.yml': 'entryPoints: {}\n',
      'dynamic.yml': 'http: {}\n',
    });
    const found = await read(folder.path);
    expect({
      kubernetes: found.kubernetes.map(({ file, line }) => `${file}:${line}`),
      kustomizations: found.kustomizations.map(({ file }) => file),
      charts: found.charts,
      stacks: found.stacks.map(({ file }) => file),
      platforms: found.platforms.map(({ platform, document }) => `${platform} ${document.file}`),
      proxies: found.proxies.map(({ kind, file }) => `${kind} ${file}`),
      traefik: found.traefik.map(({ file }) => file),
      problems: found.problems,
      paths: found.paths,
    }).toEqual({
      kubernetes: ['deploy/k8s/a.yaml:1', 'deploy/k8s/a.yaml:5'],
      kustomizations: ['deploy/k8s/kustomization.yaml'],
      charts: ['charts/server'],
      stacks: ['docker-stack.yml'],
      platforms: ['fly fly.toml', 'railway railway.json', 'ecs ecs/task-definition.json'],
      proxies: ['caddy Caddyfile', 'nginx proxy/nginx.conf'],
      traefik: ['dynamic.yml', 'traefik/traefik.yml'],
      problems: [],
      paths: { 'deploy/k8s/a.yaml': true, 'deploy/k8s/gone.yaml': false, 'docker/Dockerfile': false },
    });
  });

  it('are no templates that another program fills in', async () => {
    await using folder = await folderWith({
      'templates/deployment.yaml': MAP.replace('name: a', 'name: APP_NAME'),
      'templates/service.yaml': MAP.replace('name: a', 'name: "${NAME}"'),
      'templates/go.yaml': `${MAP}data:\n  {{ range .Values }}\n  a: b\n  {{ end }}\n`,
      'k8s/a.yaml': MAP,
      'k8s/broken.yaml': `${MAP}data: [\n`,
    });
    const found = await read(folder.path);
    expect(found.kubernetes.map(({ file }) => file)).toEqual(['k8s/a.yaml']);
    expect(found.problems.map(({ file }) => file)).toEqual(['k8s/broken.yaml']);
  });

  it('keep their secrets to themselves', async () => {
    const { github, stripe } = madeUpSecrets();
    await using folder = await folderWith({
      'k8s/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  token: ${github}\n  url: redis://:correct-horse@redis\n`,
      'fly.toml': `[env]\nAPI_KEY = "${stripe}"\nPASSWORD = "swordfish"\n`,
    });
    const found = await read(folder.path);
    for (const value of [github, stripe, 'correct-horse', 'swordfish'])
      expect(JSON.stringify(found)).not.toContain(value);
    expect(found.secrets.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([
      'fly.toml:2 API_KEY',
      'fly.toml:3 PASSWORD',
      'k8s/secret.yaml:5 token',
      'k8s/secret.yaml:6 url',
    ]);
  });

  it.each([
    ['nginx.conf', `server_name x; ${'a { '.repeat(20_000)}`],
    ['Caddyfile', 'a {\n'.repeat(20_000)],
    ['railway.json', '['.repeat(200_000)],
    ['k8s.yaml', `apiVersion: v1\n${'- '.repeat(100_000)}`],
    ['fly.toml', `a = ${'['.repeat(100_000)}`],
    ['render.yaml', `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(5_000)}]\nc: [${'*b,'.repeat(5_000)}]\n`],
  ])('%s is not led astray by what nobody writes', async (name, text) => {
    await using folder = await folderWith({ [name]: text });
    const from = performance.now();
    expect((await read(folder.path)).problems).not.toEqual([]);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it('concern no folder without any', async () => {
    await using folder = await folderWith({ 'README.md': '# a\n' });
    await expect(read(folder.path)).rejects.toThrow(NotApplicable);
  });
});
