import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderProject } from '../../src/actions/render-project.js';
import { planScaffold } from '../../src/plan/scaffold-plan.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor } from '../../src/plan/scaffold-choices.js';
import { DEFAULT_BASE, defaultManagerOf, runtimes } from '../../src/plan/runtimes/index.js';
import { runtimesOf, templates } from '../../src/plan/templates/index.js';

const HEADINGS = [
  '30-second quick start',
  'Overview',
  'Architecture',
  'Prerequisites',
  'Quick start',
  'Configuration',
  'Make reference',
  'Testing',
  'Deployment scenarios',
  'Backup',
  'Security',
  'Troubleshooting',
  'Monitoring',
  'Best practices',
  'Production checklist',
  'Tips',
  'What is not here',
  'Resources',
];

// An image of two modes explains itself in its README.
const rows = Object.values(templates).filter(({ id }) => id !== 'dual-mode').flatMap(({ id: template }) =>
  runtimesOf(template).flatMap((runtime) =>
    (template === 'todo' ? [[], ['backend'], ['backend', 'postgres', 'secrets']] : [[]]).map((parts) => ({
      template,
      runtime,
      parts,
    })),
  ),
);

describe.each(rows)('the guide to containers of $template in $runtime with $parts', ({ template, runtime, parts }) => {
  let files: Map<string, string>;
  let guide: string;
  beforeAll(async () => {
    const rendered = await renderProject(
      planScaffold(
        {
          name: 'guided',
          port: 3000,
          template,
          runtime,
          runtimeVersion: runtimes[runtime].defaultVersion,
          packageManager: defaultManagerOf(runtime),
          base: DEFAULT_BASE,
          baseRegistry: DEFAULT_BASE_REGISTRY,
          serverName: serverNameFor('guided'),
          with: parts,
        },
        { serviceAuthToken: 'token-of-this-test', postgresPassword: 'password-of-this-test', authDevPassword: 'password-of-this-test' },
      ),
    );
    files = new Map(rendered.map(({ path, content }) => [path, content]));
    guide = files.get('DOCKER_README.md') ?? '';
  });

  it('has all of its parts, and a list of them that leads there', () => {
    expect([...guide.matchAll(/^## (.+)$/gmu)].map(([, heading]) => heading)).toEqual(HEADINGS);
    const anchors = HEADINGS.map((heading) => `- [${heading}](#${heading.toLowerCase().replaceAll(' ', '-')})`);
    expect(guide.split('\n').filter((line) => line.startsWith('- [') && line.includes('](#'))).toEqual(anchors);
  });

  it('leads to files that are there, and to five places outside', () => {
    const links = [...guide.matchAll(/\]\(([^)#]+)\)/gu)].map(([, link]) => link ?? '');
    const inside = links.filter((link) => !link.startsWith('https://'));
    expect(inside.filter((link) => !files.has(posix.normalize(link)))).toEqual([]);
    expect(links.length - inside.length).toBeGreaterThanOrEqual(5);
  });

  it('names only Compose files and services of the project', () => {
    const named = [...guide.matchAll(/compose(?:\.\w+)?\.yaml/gu)].map(([file]) => file);
    expect(named.filter((file) => !files.has(file))).toEqual([]);
    expect(guide.includes('backend/README.md')).toBe(parts.includes('backend'));
    expect(guide).not.toMatch(/undefined|\[object|[ \t]\n|\n\n\n|token-of|password-of/u);
  });
});
