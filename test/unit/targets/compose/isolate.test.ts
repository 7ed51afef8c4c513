import { describe, expect, it } from 'vitest';
import { readComposeFile } from '../../../../src/targets/compose/compose-file.js';
import { isolate } from '../../../../src/targets/compose/isolate.js';

type Json = Record<string, unknown>;

/** What Compose prints of a project, isolated for its service `server`. */
function isolated(services: Json, rest: Json = {}) {
  const file = readComposeFile(JSON.stringify({ name: 'shop', services, ...rest }));
  if (file === undefined) throw new Error('This is no Compose file.');
  const result = isolate(file, { service: 'server', project: 'run-1', labels: { 'io.x': 'a$b' } });
  return { ...result, file: result.file as { name: string; services: Record<string, Json>; [key: string]: unknown } };
}

const server = (definition: Json, rest: Json = {}) => {
  const { file, notes } = isolated({ server: { image: 'x', ...definition } }, rest);
  return { definition: file.services['server'] ?? {}, file, notes };
};

describe('a project that is run beside itself', () => {
  it('has another name and labels of ours', () => {
    const { file, definition } = server({ labels: { theirs: '1' } });
    expect(file.name).toBe('run-1');
    // A dollar sign is a variable to Compose unless there are two.
    expect(definition['labels']).toEqual({ 'io.x': 'a$$b' });
  });

  it.each([
    ['container_name', 'shop'],
    ['ports', [{ target: 80, published: '80' }]],
    ['profiles', ['dev']],
    ['build', { context: '.' }],
    ['mac_address', '02:42:ac:11:65:43'],
    ['develop', { watch: [] }],
    ['external_links', ['other']],
  ])('leaves out %s', (key, value) => {
    expect(server({ [key]: value }).definition).not.toHaveProperty(key);
  });

  it('restarts nothing, and runs one of each', () => {
    const { definition } = server({
      restart: 'always',
      deploy: { replicas: 3, resources: { limits: { memory: '64' } } },
    });
    expect(definition).toMatchObject({ restart: 'no', deploy: { resources: { limits: { memory: '64' } } } });
    expect(definition['deploy']).not.toHaveProperty('replicas');
  });

  it.each(['command', 'entrypoint', 'environment', 'user', 'read_only', 'cap_drop', 'tmpfs', 'init', 'stdin_open'])(
    'keeps %s',
    (key) => {
      const value = { command: ['a'], environment: { A: '$$1' }, user: '1' }[key] ?? true;
      expect(server({ [key]: value }).definition[key]).toEqual(value);
    },
  );

  it('gives a service that is only built the name of its image', () => {
    expect(isolated({ server: { build: '.' } }).file.services['server']).toMatchObject({ image: 'shop-server' });
  });

  it('starts what the service depends on, however, and nothing else', () => {
    const { dependencies, file } = isolated({
      server: {
        image: 'x',
        depends_on: { db: { condition: 'service_healthy' }, old: { required: false } },
        links: ['cache:c'],
        network_mode: 'service:vpn',
        volumes_from: ['files:ro'],
      },
      db: { image: 'x', depends_on: { disk: {} } },
      disk: { image: 'x' },
      cache: { image: 'x' },
      vpn: { image: 'x' },
      files: { image: 'x' },
      old: { image: 'x' },
      front: { image: 'x', depends_on: { server: {} } },
    });
    expect(dependencies.toSorted()).toEqual(['cache', 'db', 'disk', 'files', 'vpn']);
    expect(Object.keys(file.services).toSorted()).toEqual(['cache', 'db', 'disk', 'files', 'server', 'vpn']);
    expect(file.services['server']).toMatchObject({
      depends_on: { db: { condition: 'service_healthy' } },
      network_mode: 'service:vpn',
      volumes_from: ['files:ro'],
    });
    expect(file.services['server']?.['depends_on']).not.toHaveProperty('old');
  });

  it('has networks of its own, without names and addresses that are taken', () => {
    const { file, definition } = server(
      { networks: { front: { ipv4_address: '10.0.0.5', aliases: ['api'] }, shared: null } },
      {
        networks: {
          front: { name: 'shop_front', ipam: { config: [{ subnet: '10.0.0.0/24' }] }, internal: true },
          shared: { name: 'company', external: true },
          unused: { name: 'shop_unused' },
        },
      },
    );
    expect(definition['networks']).toEqual({ front: { aliases: ['api'] }, shared: null });
    expect(file['networks']).toEqual({
      front: { internal: true, labels: { 'io.x': 'a$$b' } },
      shared: { labels: { 'io.x': 'a$$b' } },
    });
  });

  it.each(['host', 'container:other', 'somebody'])('does not share the network "%s"', (mode) => {
    const { definition, notes } = server({ network_mode: mode });
    expect(definition).not.toHaveProperty('network_mode');
    expect(definition).toMatchObject({ networks: { default: null } });
    expect(notes).toEqual([`server: it runs in a network of its own in place of "${mode}".`]);
  });

  it('keeps the network that is none', () => {
    expect(server({ network_mode: 'none' }).definition).toMatchObject({ network_mode: 'none' });
  });

  it('has fresh volumes, and none of somebody else’s', () => {
    const { file } = server(
      {
        volumes: ['data', 'fixed', 'nfs', 'fast'].map((source) => ({ type: 'volume', source, target: `/${source}` })),
        volumes_from: ['container:other'],
      },
      {
        volumes: {
          data: { name: 'production', external: true },
          fixed: { name: 'fixed', driver: 'local' },
          nfs: { name: 'shop_nfs', driver_opts: { type: 'none', o: 'bind', device: '/srv/data' } },
          fast: { name: 'shop_fast', driver_opts: { type: 'tmpfs', device: 'tmpfs' } },
          unused: { name: 'shop_unused' },
        },
      },
    );
    const labels = { 'io.x': 'a$$b' };
    expect(file['volumes']).toEqual({
      data: { labels },
      fixed: { driver: 'local', labels },
      nfs: { labels },
      fast: { driver_opts: { type: 'tmpfs', device: 'tmpfs' }, labels },
    });
    expect(file.services['server']).not.toHaveProperty('volumes_from');
  });

  it('reads files of this machine and never writes them', () => {
    const { definition, notes } = server({
      volumes: [
        { type: 'bind', source: '/home/me/data', target: '/data', bind: { create_host_path: true } },
        { type: 'bind', source: '/home/me/c.yaml', target: '/c.yaml', read_only: true },
        { type: 'tmpfs', target: '/tmp' },
      ],
    });
    expect(definition['volumes']).toEqual([
      { type: 'bind', source: '/home/me/data', target: '/data', read_only: true, bind: { create_host_path: false } },
      {
        type: 'bind',
        source: '/home/me/c.yaml',
        target: '/c.yaml',
        read_only: true,
        bind: { create_host_path: false },
      },
      { type: 'tmpfs', target: '/tmp' },
    ]);
    expect(notes).toEqual(['server: /data is read-only: it is /home/me/data of this machine.']);
  });

  it.each(['/var/run/docker.sock', '/run/user/1000/docker.sock', '//./pipe/docker_engine'])(
    'is not given the engine by %s',
    (source) => {
      const { definition, notes } = server({ volumes: [{ type: 'bind', source, target: source }] });
      expect(definition['volumes']).toEqual([]);
      expect(notes).toEqual([`server: it does not get ${source}: behind it is everything that runs.`]);
    },
  );

  it.each([
    [
      { test: ['CMD', 'x'], interval: '30s', retries: 3 },
      { test: ['CMD', 'x'], interval: '1000ms', retries: 90 },
    ],
    [
      { test: 'x', interval: '1m30s', start_interval: '5s' },
      { test: 'x', interval: '1000ms', retries: 270 },
    ],
    [{ test: 'x' }, { test: 'x', interval: '1000ms', retries: 90 }],
    [
      { test: 'x', interval: '500ms', retries: 2 },
      { test: 'x', interval: '500ms', retries: 2 },
    ],
    [{ disable: true }, { disable: true }],
  ])('asks for health as patiently, and sooner: %j', (healthcheck, quicker) => {
    expect(server({ healthcheck }).definition['healthcheck']).toEqual(quicker);
  });

  it('takes secrets and configs along that are used', () => {
    const { file } = server(
      { secrets: [{ source: 'token' }], configs: [{ source: 'c' }] },
      {
        secrets: { token: { name: 'shop_token', file: '/x/token' }, other: { name: 'shop_other', file: '/x/other' } },
        configs: { c: { name: 'shop_c', file: '/x/c' } },
      },
    );
    expect(file['secrets']).toEqual({ token: { file: '/x/token' } });
    expect(file['configs']).toEqual({ c: { file: '/x/c' } });
  });
});

describe('what Compose prints', () => {
  it.each(['', 'null', '{}', '{"name":"x"}', '{"name":"x","services":{"a":{"image":1}}}'])(
    '%j is no project',
    (text) => {
      expect(readComposeFile(text)).toBeUndefined();
    },
  );
});
