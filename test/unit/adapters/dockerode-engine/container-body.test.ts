import { expect, it } from 'vitest';
import { containerBody } from '../../../../src/adapters/dockerode-engine/container-body.js';

it('publishes on every address of an engine that is elsewhere', () => {
  const body = containerBody(
    { imageReference: 'x', labels: {}, publish: [3000] },
    { apiVersion: '1.51', publishedHost: 'build.example' },
  );
  expect(body.HostConfig?.PortBindings).toEqual({ '3000/tcp': [{ HostIp: '', HostPort: '' }] });
});

it('leaves to the image and the engine what is not asked for', () => {
  const body = containerBody({ imageReference: 'x', labels: {} }, { apiVersion: '1.51', publishedHost: '127.0.0.1' });
  expect(body).toEqual({
    Image: 'x',
    Env: [],
    Labels: {},
    Tty: false,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: false,
    StdinOnce: false,
    HostConfig: { PortBindings: {} },
  });
});
