import { describe, expect, it } from 'vitest';
import { PART_IDS } from '../../../../src/plan/parts/index.js';
import { refusedParts, runtimesOf, templateIn, templateOf, templates } from '../../../../src/plan/templates/index.js';

describe('templates', () => {
  it.each([
    { id: 'todo', runtimes: ['node', 'python-uv', 'python-pip'] },
    { id: 'aws', runtimes: ['python-uv'] },
    { id: 'dual-mode', runtimes: ['python-uv'] },
  ] as const)('$id exists for $runtimes', ({ id, runtimes }) => {
    expect(runtimesOf(id)).toEqual(runtimes);
  });

  it.each([
    { id: 'todo', refused: [] },
    { id: 'aws', refused: ['proxy', 'backend', 'postgres', 'redis', 'secrets', 'fullstack'] },
    { id: 'dual-mode', refused: PART_IDS },
  ] as const)('$id goes without $refused', ({ id, refused }) => {
    expect(refusedParts(id, PART_IDS)).toEqual(refused);
  });

  it.each([
    { dockerfile: 'ENTRYPOINT ["python", "-m", "aws_server"]', found: 'aws' },
    { dockerfile: 'ENTRYPOINT ["python", "-m", "todo_server"]', found: 'todo' },
    { dockerfile: 'ENTRYPOINT ["/app/docker-entrypoint.sh"]', found: 'dual-mode' },
    { dockerfile: 'ENTRYPOINT ["node", "/app/server.js"]', found: undefined },
    { dockerfile: '', found: undefined },
  ])('finds $found in $dockerfile', ({ dockerfile, found }) => {
    expect(templateIn(dockerfile)).toBe(found);
  });

  it.each(Object.values(templates).map(({ id }) => id))('%s calls each of its tools, and names no variable twice', (id) => {
    const { tools, calls, variables, fixed } = templateOf(id);
    const called = (calls as readonly { tool: string }[]).map(({ tool }) => tool);
    expect(new Set(called)).toEqual(new Set(tools.map(({ name }) => name)));
    const names = [...variables.flatMap((group) => group.variables), ...fixed].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
