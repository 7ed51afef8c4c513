import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dockerEnvironment, resolveEngineEndpoint, type EndpointInput } from '../../../src/config/engine-endpoint.js';

const context = (name: string) => createHash('sha256').update(name).digest('hex');
const meta = (host: string, more: object = {}) =>
  JSON.stringify({ Name: 'x', Endpoints: { docker: { Host: host, ...more } } });

/** A machine as data: what its files hold and which sockets exist. */
const resolve = (
  environment: EndpointInput['environment'],
  {
    files = {},
    sockets = [],
    platform = 'linux',
  }: { files?: Record<string, string>; sockets?: string[]; platform?: NodeJS.Platform } = {},
) =>
  resolveEngineEndpoint({
    environment,
    platform,
    homeDirectory: platform === 'win32' ? String.raw`C:\Users\me` : '/home/me',
    readFile: async (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    exists: async (path) => sockets.includes(path),
  });

const contextFiles = (name: string, host: string, more: object = {}) => ({
  [`/home/me/.docker/contexts/meta/${context(name)}/meta.json`]: meta(host, more),
});

describe('finding the engine', () => {
  it.each([
    [
      'a socket',
      { DOCKER_HOST: 'unix:///run/my.sock' },
      { endpoint: 'unix:///run/my.sock', protocol: 'socket', socketPath: '/run/my.sock' },
    ],
    [
      'no path',
      { DOCKER_HOST: 'unix://' },
      { endpoint: 'unix:///var/run/docker.sock', socketPath: '/var/run/docker.sock' },
    ],
    [
      'a port',
      { DOCKER_HOST: 'tcp://10.0.0.2:2375' },
      { endpoint: 'tcp://10.0.0.2:2375', protocol: 'http', host: '10.0.0.2', port: 2375 },
    ],
    ['port 80', { DOCKER_HOST: 'tcp://10.0.0.2:80' }, { endpoint: 'tcp://10.0.0.2:80', port: 80 }],
    ['no port', { DOCKER_HOST: 'tcp://build' }, { host: 'build', port: 2375 }],
    [
      'no port and TLS',
      { DOCKER_HOST: 'tcp://build', DOCKER_TLS_VERIFY: '1' },
      { protocol: 'https', port: 2376, verifyTls: true },
    ],
    [
      'TLS without verification',
      { DOCKER_HOST: 'tcp://build', DOCKER_TLS: '1' },
      { protocol: 'https', verifyTls: false },
    ],
    ['no scheme', { DOCKER_HOST: 'build:2375' }, { endpoint: 'tcp://build:2375', protocol: 'http', host: 'build' }],
    [
      'an IPv6 address',
      { DOCKER_HOST: 'tcp://[fd00::1]:2375' },
      { endpoint: 'tcp://[fd00::1]:2375', host: 'fd00::1', port: 2375 },
    ],
    [
      'a path',
      { DOCKER_HOST: 'tcp://build:2375/engine/' },
      { endpoint: 'tcp://build:2375/engine', pathPrefix: '/engine' },
    ],
    [
      'ssh',
      { DOCKER_HOST: 'ssh://me@build:2222' },
      { endpoint: 'ssh://me@build:2222', protocol: 'ssh', host: 'build', username: 'me', port: 2222 },
    ],
    ['ssh by an alias', { DOCKER_HOST: 'ssh://build' }, { endpoint: 'ssh://build', protocol: 'ssh', host: 'build' }],
    [
      'a pipe',
      { DOCKER_HOST: 'npipe:////./pipe/mine' },
      { endpoint: 'npipe:////./pipe/mine', protocol: 'socket', socketPath: '//./pipe/mine' },
    ],
  ] as const)('reads DOCKER_HOST with %s', async (_, environment, expected) => {
    expect(await resolve(environment)).toMatchObject({ from: 'DOCKER_HOST', ...expected });
  });

  it('takes the certificates of DOCKER_CERT_PATH, or of the config folder', async () => {
    const files = {
      '/certs/ca.pem': 'CA',
      '/certs/cert.pem': 'C',
      '/certs/key.pem': 'K',
      '/home/me/.docker/ca.pem': 'OWN',
    };
    const environment = { DOCKER_HOST: 'tcp://b:2376', DOCKER_TLS_VERIFY: '1' };
    const named = await resolve({ ...environment, DOCKER_CERT_PATH: '/certs' }, { files });
    expect([named.ca, named.cert, named.key].map(String)).toEqual(['CA', 'C', 'K']);
    const own = await resolve(environment, { files });
    expect([String(own.ca), own.cert]).toEqual(['OWN', undefined]);
  });

  it.each([
    ['DOCKER_CONTEXT', { DOCKER_CONTEXT: 'colima' }, {}, 'the context "colima" (DOCKER_CONTEXT)'],
    [
      'config.json',
      {},
      { '/home/me/.docker/config.json': '{"currentContext":"colima"}' },
      'the context "colima" (/home/me/.docker/config.json)',
    ],
  ])('follows the context of %s', async (_, environment, config, from) => {
    const files = { ...config, ...contextFiles('colima', 'unix:///home/me/.colima/docker.sock') };
    expect(await resolve(environment, { files })).toMatchObject({ from, socketPath: '/home/me/.colima/docker.sock' });
  });

  it('reads contexts in DOCKER_CONFIG', async () => {
    const files = {
      '/cfg/config.json': '{"currentContext":"x"}',
      [`/cfg/contexts/meta/${context('x')}/meta.json`]: meta('tcp://far:2376'),
      [`/cfg/contexts/tls/${context('x')}/docker/ca.pem`]: 'CA',
    };
    const found = await resolve({ DOCKER_CONFIG: '/cfg' }, { files });
    expect(found).toMatchObject({ protocol: 'https', host: 'far', verifyTls: true });
    expect(String(found.ca)).toBe('CA');
  });

  it('believes a context that does not verify', async () => {
    const files = contextFiles('x', 'tcp://far:2376', { SkipTLSVerify: true });
    expect(await resolve({ DOCKER_CONTEXT: 'x' }, { files })).toMatchObject({ protocol: 'https', verifyTls: false });
  });

  it.each([
    ['DOCKER_HOST wins over a context', { DOCKER_HOST: 'tcp://a:1', DOCKER_CONTEXT: 'none' }, {}],
    ['the default context is the platform’s', { DOCKER_CONTEXT: 'default' }, {}],
    ['a broken config.json counts as none', {}, { '/home/me/.docker/config.json': '{' }],
  ])('%s', async (_, environment, files) => {
    await expect(resolve(environment, { files })).resolves.toBeDefined();
  });

  it.each([
    ['a context that is not there', { DOCKER_CONTEXT: 'gone' }, {}],
    [
      'a context without an endpoint',
      { DOCKER_CONTEXT: 'x' },
      { [`/home/me/.docker/contexts/meta/${context('x')}/meta.json`]: '{"Endpoints":{}}' },
    ],
    ['a scheme that nobody speaks', { DOCKER_HOST: 'fd://3' }, {}],
    ['an address that is none', { DOCKER_HOST: 'tcp://a b:99999' }, {}],
    ['an option in place of a host', { DOCKER_HOST: 'ssh://-oProxyCommand=x' }, {}],
    ['a password', { DOCKER_HOST: 'ssh://me:secret@build' }, {}],
  ])('refuses %s', async (_, environment, files) => {
    await expect(resolve(environment, { files })).rejects.toMatchObject({ code: 'ENGINE_CONTEXT_INVALID' });
  });

  it('repeats no password of an address that it refuses', async () => {
    const refused = resolve({ DOCKER_HOST: 'tcp://me:secret@a b:1' }, {});
    await expect(refused).rejects.toThrow('tcp://me@a b:1');
    await expect(refused).rejects.not.toThrow('secret');
  });

  it.each([
    [
      'the default where it exists',
      'linux',
      ['/var/run/docker.sock', '/home/me/.colima/default/docker.sock'],
      'unix:///var/run/docker.sock',
      ['unix:///home/me/.colima/default/docker.sock'],
    ],
    [
      'the rootless socket',
      'linux',
      ['/run/user/1/docker.sock', '/run/user/1/podman/podman.sock'],
      'unix:///run/user/1/docker.sock',
      ['unix:///run/user/1/podman/podman.sock'],
    ],
    ['OrbStack', 'darwin', ['/home/me/.orbstack/run/docker.sock'], 'unix:///home/me/.orbstack/run/docker.sock', []],
    ['nothing', 'linux', [], 'unix:///var/run/docker.sock', []],
    ['Windows', 'win32', ['//./pipe/docker_engine'], 'npipe:////./pipe/docker_engine', []],
    [
      'Docker Desktop’s other pipe',
      'win32',
      ['//./pipe/dockerDesktopLinuxEngine'],
      'npipe:////./pipe/dockerDesktopLinuxEngine',
      [],
    ],
  ] as const)('finds %s without any setting', async (_, platform, sockets, endpoint, alternatives) => {
    const found = await resolve({ XDG_RUNTIME_DIR: '/run/user/1' }, { platform, sockets: [...sockets] });
    expect([found.endpoint, found.alternatives]).toEqual([endpoint, alternatives]);
  });
});

describe('what docker’s own programs are given', () => {
  const colima = '/home/me/.colima/default/docker.sock';
  const given = (environment: EndpointInput['environment'], sockets: readonly string[]) =>
    dockerEnvironment({
      environment,
      platform: 'linux',
      homeDirectory: '/home/me',
      readFile: async () => undefined,
      exists: async (path) => sockets.includes(path),
    });

  it.each<[string, EndpointInput['environment'], readonly string[], object]>([
    ['nothing beside DOCKER_HOST', { DOCKER_HOST: 'tcp://engine:2375' }, [colima], {}],
    ['nothing for the usual socket', {}, ['/var/run/docker.sock', colima], {}],
    ['nothing where there is no engine', {}, [], {}],
    ['a socket that they do not look at', {}, [colima], { DOCKER_HOST: `unix://${colima}` }],
  ])('is %s', async (_, environment, sockets, expected) => {
    expect(await given(environment, sockets)).toEqual(expected);
  });
});
