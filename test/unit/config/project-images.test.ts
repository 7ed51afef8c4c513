import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.js';
import { projectImages } from '../../../src/config/project-images.js';
import type { ErrorDetails } from '../../../src/errors/catalogue.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

const load = (text: string) => parseConfig(text, 'mcp-dock.yaml', '/p');
const faultOf = (text: string): ErrorDetails<'CONFIG_INVALID'> => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'CONFIG_INVALID')
      return (error as McpDockError<'CONFIG_INVALID'>).details;
    throw error;
  }
  throw new Error('The config was taken.');
};

describe('projectImages', () => {
  it('is the main image alone where there are no others', () => {
    const { config, directory } = load('name: todo\nimage: todo:1\n');
    expect(projectImages({ config, directory })).toEqual([
      { name: 'todo', main: true, project: { config, directory: '/p' } },
    ]);
  });

  it('gives every further image a project of its own, named after both where it has no reference', () => {
    const loaded = load(
      'name: todo\nserver: { transports: { stdio: {} } }\nimages:\n  backend:\n    image: acme/backend:1\n    build: { dockerfile: backend/Dockerfile }\n  db: {}\n',
    );
    const [main, backend, db] = projectImages(loaded);
    expect(main).toMatchObject({ name: 'todo', main: true, project: { config: { images: {} } } });
    expect(main?.project.config.server).toBeDefined();
    expect(backend).toMatchObject({
      name: 'backend',
      main: false,
      project: {
        directory: '/p',
        config: { image: 'acme/backend:1', build: { dockerfile: 'backend/Dockerfile', context: '.', args: {} } },
      },
    });
    expect(backend?.project.config.server).toBeUndefined();
    expect(db?.project.config).toMatchObject({ name: 'db', image: 'todo-db' });
  });
});

describe('the names of images', () => {
  it.each([
    [
      'the reference of the main image',
      'name: todo\nimages:\n  a: { image: "todo:latest" }\n',
      /images\.a builds todo:latest, and so does the main image/u,
    ],
    [
      'one in another spelling',
      'name: t\nimage: docker.io/library/x\nimages:\n  a: { image: x }\n',
      /so does the main image/u,
    ],
    [
      'the reference of another',
      'name: t\nimages:\n  a: { image: "x:1" }\n  b: { image: "x:1" }\n',
      /images\.b builds x:1, and so does a/u,
    ],
    [
      'one that another gets by itself',
      'name: t\nimages:\n  a: { image: t-b }\n  b: {}\n',
      /images\.b builds t-b, and so does a/u,
    ],
    [
      'the name of the main image',
      'name: t\nimages:\n  t: { image: "x:1" }\n',
      /images\.t is what the main image is called/u,
    ],
    ['a name that is none', 'name: t\nimages:\n  "A b": {}\n', /images\.A b is no name/u],
    ['a key that is none', 'name: t\nimages:\n  a: { server: {} }\n', /images\.a\.server is no known key/u],
  ])('may not be %s', (_, text, expected) => {
    const { reason, line } = faultOf(text);
    expect(reason).toMatch(expected);
    expect(line).toBeGreaterThan(1);
  });
});
