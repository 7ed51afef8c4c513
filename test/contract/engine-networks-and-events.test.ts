import { describe, expect, it } from 'vitest';
import { pack } from 'tar-stream';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { json, scriptedEngine, type Answer } from '../support/scripted-engine.js';

const lines =
  (...events: object[]): Answer =>
  (_, response) =>
    response.end(events.map((event) => JSON.stringify(event)).join('\n') + '\n{"Action":"cut');

describe('networks', () => {
  it.each([
    { kind: 'internal', internal: true, options: undefined },
    { kind: 'unanswered', internal: false, options: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } },
  ] as const)('are made as $kind', async ({ kind, internal, options }) => {
    await using world = await scriptedEngine({ routes: { 'POST /networks/create': json({ Id: 'n1' }, 201) } });
    const engine = createDockerodeEngine(world.endpoint);
    expect(await engine.createNetwork({ name: 'x', labels: { a: 'b' }, kind })).toBe('n1');
    const asked = JSON.parse(world.requests.at(-1)?.body ?? '{}') as Record<string, unknown>;
    expect(asked).toMatchObject({ Name: 'x', Labels: { a: 'b' }, Internal: internal });
    expect(asked['Options']).toEqual(options);
  });
});

it('reads what happened to a container, cut lines and all', async () => {
  await using world = await scriptedEngine({
    routes: {
      'GET /events': lines(
        { Action: 'exec_create: ls', Actor: { Attributes: {} } },
        { Action: 'kill', Actor: { Attributes: { signal: '9' } } },
        { Action: 'oom' },
        { Action: 'die', Actor: { Attributes: { exitCode: '137' } } },
        { Other: 1 },
      ),
    },
  });
  expect(await createDockerodeEngine(world.endpoint).containerEvents('c1')).toEqual([
    { action: 'exec_create' },
    { action: 'kill', signal: '9' },
    { action: 'oom' },
    { action: 'die', exitCode: 137 },
  ]);
});

describe('the beginning of a file', () => {
  const archive =
    (type: 'file' | 'directory', content = ''): Answer =>
    (_, response) => {
      const tar = pack();
      if (type === 'file') tar.entry({ name: 'x' }, content);
      else tar.entry({ name: 'x', type });
      tar.finalize();
      tar.pipe(response);
    };

  it.each([
    { name: 'is cut', answer: archive('file', '#!/bin/sh\r\nexec node\n'), read: '#!/bin/sh\r' },
    { name: 'may be all of it', answer: archive('file', '#!'), read: '#!' },
    { name: 'is none of a folder', answer: archive('directory'), read: undefined },
    { name: 'is none of nothing', answer: json({ message: 'no such file' }, 404), read: undefined },
  ])('$name', async ({ answer, read }) => {
    await using world = await scriptedEngine({ routes: { 'GET /containers/c1/archive': answer } });
    const found = await createDockerodeEngine(world.endpoint).containerFile('c1', '/x', 10);
    expect(found?.toString()).toBe(read);
  });
});
