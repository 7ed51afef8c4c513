import { expect, it } from 'vitest';
import { bodyLike, type Model } from '../../../../src/adapters/dockerode-engine/like-container.js';
import { containerBody } from '../../../../src/adapters/dockerode-engine/container-body.js';
import type { ContainerSpec } from '../../../../src/ports/engine.js';

const model: Model = {
  Id: 'abcdef012345ffff',
  Config: {
    Hostname: 'abcdef012345',
    Image: 'x:1',
    Cmd: ['serve'],
    Entrypoint: ['node'],
    User: '1000',
    Env: ['A=1', 'B=2', 'PATH=/bin'],
    Labels: { theirs: '1' },
    ExposedPorts: { '80/tcp': {} },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 9, Retries: 3 },
    OpenStdin: true,
    StdinOnce: false,
  },
  HostConfig: {
    NetworkMode: 'run_front',
    PortBindings: { '80/tcp': [{ HostPort: '80' }] },
    CapAdd: ['CHOWN'],
    SecurityOpt: ['seccomp=x'],
    Memory: 64,
    Mounts: [{ Type: 'volume', Source: 'run_data', Target: '/data' }],
  },
  NetworkSettings: {
    Networks: {
      run_front: { Aliases: ['server', 'abcdef012345'], IPAMConfig: null },
      run_back: { Aliases: ['server', 'abcdef012345'], IPAMConfig: {} },
    },
  },
};

const info = { apiVersion: '1.41', publishedHost: '127.0.0.1' };
const like = (spec: Partial<ContainerSpec>) =>
  bodyLike(model, containerBody({ imageReference: 'x:1', labels: { ours: '1' }, ...spec }, info));

it('takes over what is not said', () => {
  const { body, furtherNetworks } = like({});
  expect(body).toMatchObject({
    Image: 'x:1',
    Cmd: ['serve'],
    Entrypoint: ['node'],
    User: '1000',
    Env: ['A=1', 'B=2', 'PATH=/bin'],
    Labels: { ours: '1' },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 9, Retries: 3 },
    HostConfig: {
      NetworkMode: 'run_front',
      CapAdd: ['CHOWN'],
      SecurityOpt: ['seccomp=x'],
      Memory: 64,
      PortBindings: {},
    },
    NetworkingConfig: { EndpointsConfig: { run_front: { Aliases: ['server'] } } },
  });
  expect(body.HostConfig?.Mounts).toEqual(model.HostConfig.Mounts);
  expect(body).not.toHaveProperty('Hostname');
  expect(body.Labels).toEqual({ ours: '1' });
  expect(furtherNetworks).toEqual({ run_back: { Aliases: ['server'], IPAMConfig: {} } });
});

it('puts what is said in its place', () => {
  const { body } = like({
    args: ['chat'],
    environment: { B: '3', C: '4' },
    publish: [3000],
    openStdin: true,
    dropCapabilities: ['ALL'],
    noNewPrivileges: true,
    healthIntervalMs: 250,
    memoryBytes: 32,
  });
  expect(body).toMatchObject({
    Cmd: ['chat'],
    Env: ['A=1', 'PATH=/bin', 'B=3', 'C=4'],
    // Without it, the end of the client would not be the end of its input.
    StdinOnce: true,
    ExposedPorts: { '80/tcp': {}, '3000/tcp': {} },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 250_000_000, Retries: 3 },
    HostConfig: {
      CapDrop: ['ALL'],
      CapAdd: [],
      SecurityOpt: ['seccomp=x', 'no-new-privileges'],
      Memory: 32,
      PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
});

it('joins no network of the model where another one is wanted', () => {
  const { body, furtherNetworks } = like({ network: 'none' });
  expect(body.HostConfig?.NetworkMode).toBe('none');
  expect(body).not.toHaveProperty('NetworkingConfig');
  expect(furtherNetworks).toEqual({});
});
