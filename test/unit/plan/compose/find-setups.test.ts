import { expect, it } from 'vitest';
import { findSetups, isComposeName, isStackName } from '../../../../src/plan/compose/find-setups.js';

const setups = (paths: readonly string[], whole: readonly string[] = [], named: readonly string[] = []) =>
  findSetups(paths, { whole: (path) => whole.includes(path), named }).map(
    ({ files, kind, development }) => `${kind}${development ? ' (development)' : ''}: ${files.join(' + ')}`,
  );

it.each([
  [['compose.yaml'], [], ['default: compose.yaml']],
  [
    ['compose.override.yaml', 'compose.prod.yaml', 'compose.yaml'],
    [],
    [
      'default (development): compose.yaml + compose.override.yaml',
      'base: compose.yaml',
      'overlay: compose.yaml + compose.prod.yaml',
    ],
  ],
  [
    ['docker-compose.yml', 'docker-compose.dev.yml', 'docker-compose.monitoring.yml'],
    ['docker-compose.monitoring.yml'],
    [
      'default: docker-compose.yml',
      'overlay (development): docker-compose.yml + docker-compose.dev.yml',
      'alone: docker-compose.monitoring.yml',
    ],
  ],
  [['docker-compose.test.yml'], [], ['alone (development): docker-compose.test.yml']],
])('of %s', (paths, whole, expected) => {
  expect(setups(paths, whole)).toEqual(expected);
});

it('go by COMPOSE_FILE', () => {
  expect(setups(['compose.yaml', 'a.yaml', 'b.yaml'], [], ['compose.yaml', 'a.yaml'])).toEqual([
    'default: compose.yaml + a.yaml',
    'overlay: compose.yaml + b.yaml',
  ]);
});

it('tell Compose files from those of Swarm', () => {
  const compose = [
    'compose.yaml',
    'docker-compose.yml',
    'compose.fake-aws.yaml',
    'docker-compose-prod.yml',
    'app.compose.yaml',
  ];
  const stack = ['docker-stack.yml', 'stack.yaml', 'compose.swarm.yaml', 'docker-compose.stack.yml', 'app-stack.yml'];
  expect(compose.filter(isComposeName)).toEqual(compose);
  expect(stack.filter(isComposeName)).toEqual([]);
  expect(stack.filter(isStackName)).toEqual(stack);
  expect(['values.yaml', 'composer.yaml', 'compose.json'].filter(isComposeName)).toEqual([]);
});
