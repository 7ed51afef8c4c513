import { describe, expect, it } from 'vitest';
import { loadTemplates } from '../../../src/config/load-templates.js';
import { detectChoices } from '../../../src/plan/detect-choices.js';
import { planScaffold } from '../../../src/plan/scaffold-plan.js';
import type { ScaffoldChoices } from '../../../src/plan/scaffold-choices.js';
import { renderScaffold } from '../../../src/render/render-scaffold.js';

describe('detectChoices', () => {
  it.each([
    { runtime: 'node', runtimeVersion: '22', with: ['backend', 'redis'] },
    { template: 'todo', runtime: 'python-uv', runtimeVersion: '3.12', with: ['backend', 'redis'] },
    { template: 'aws', runtime: 'python-uv', runtimeVersion: '3.13', with: ['dev'] },
  ] as const)('reads back what init wrote for $template on $runtime', async (runtime) => {
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
