import { describe, expect, it } from 'vitest';
import { loadTemplates } from '../../../src/config/load-templates.js';
import { detectChoices } from '../../../src/plan/detect-choices.js';
import { planProject } from '../../../src/plan/plan-project.js';
import { planScaffold } from '../../../src/plan/scaffold-plan.js';
import type { ScaffoldChoices } from '../../../src/plan/scaffold-choices.js';
import { renderScaffold } from '../../../src/render/render-scaffold.js';

describe('detectChoices', () => {
  it.each([
    { runtime: 'node', runtimeVersion: '22', packageManager: 'npm', base: 'slim', with: ['backend', 'redis'] },
    { runtime: 'node', runtimeVersion: '24', packageManager: 'pnpm', base: 'alpine', with: ['dev'] },
    { runtime: 'node', runtimeVersion: '26', packageManager: 'yarn', base: 'slim', with: ['dev'] },
    {
      template: 'todo',
      runtime: 'python-pip',
      runtimeVersion: '3.14',
      packageManager: 'pip',
      base: 'slim',
      with: ['dev'],
    },
    {
      template: 'todo',
      runtime: 'python-uv',
      runtimeVersion: '3.12',
      packageManager: 'uv',
      base: 'slim',
      with: ['backend', 'redis'],
    },
    {
      template: 'aws',
      runtime: 'python-uv',
      runtimeVersion: '3.13',
      packageManager: 'uv',
      base: 'slim',
      with: ['dev'],
    },
  ] as const)('reads back what init wrote for $template on $runtime with $packageManager', async (runtime) => {
    const chosen = {
      ...runtime,
      name: 'weather',
      port: 8080,
      baseRegistry: 'mirror.example.com/library',
      serverName: 'com.example/weather',
    };
    // A Node.js server can only be the todo list, so nothing in its files says so.
    const choices: ScaffoldChoices = { template: 'todo', ...chosen };
    const files = renderScaffold(
      planScaffold(choices, { serviceAuthToken: 'x', postgresPassword: 'y', authDevPassword: 'z' }),
      await loadTemplates(),
    );
    const dockerfile = files.find(({ path }) => path === 'Dockerfile')?.content;
    const compose = files.find(({ path }) => path === 'compose.yaml')?.content;
    expect(detectChoices({ name: 'weather', port: 8080, dockerfile, compose })).toEqual(chosen);
  });

  it('reads back an image of two modes, whose port is in compose.yaml alone', async () => {
    const chosen = {
      name: 'demo',
      port: 8123,
      template: 'dual-mode',
      runtime: 'python-uv',
      runtimeVersion: '3.13',
      packageManager: 'uv',
      base: 'slim',
      baseRegistry: 'docker.io/library',
      serverName: 'com.example/demo',
    } as const;
    const plan = planProject(
      { ...chosen, with: [] },
      { serviceAuthToken: 'x', postgresPassword: 'y', authDevPassword: 'password-of-this-test' },
    );
    const files = renderScaffold(plan, await loadTemplates());
    const textOf = (wanted: string) => files.find(({ path }) => path === wanted)?.content;
    const found = detectChoices({ name: 'demo', dockerfile: textOf('Dockerfile'), compose: textOf('compose.yaml') });
    expect(found).toEqual(chosen);
  });

  it.each([
    { name: 'nothing', project: {}, found: {} },
    { name: 'names and ports that init would refuse', project: { name: 'To Do', port: 80 }, found: {} },
    {
      name: 'a Dockerfile of somebody else',
      project: { dockerfile: 'FROM python:3.12\nARG BASE_REGISTRY\nFROM node:18-bookworm-slim\n' },
      found: {},
    },
  ])('takes nothing from $name', ({ project, found }) => {
    expect(detectChoices(project)).toEqual(found);
  });
});
