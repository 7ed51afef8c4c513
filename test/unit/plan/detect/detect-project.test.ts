import { describe, expect, it } from 'vitest';
import { detectProject, languagesOf } from '../../../../src/plan/detect/detect-project.js';
import { nodeProjects } from '../../../fixtures/projects/node.js';
import { publicProjects } from '../../../fixtures/projects/public.js';
import { viewOf } from '../../../fixtures/projects/project-fixture.js';
import { pythonProjects } from '../../../fixtures/projects/python.js';

describe('detectProject', () => {
  it.each([...nodeProjects, ...pythonProjects, ...publicProjects])(
    'finds what there is in $name',
    ({ files, found, absent = [] }) => {
      const detection = detectProject(viewOf(files));
      expect(detection).toMatchObject(found);
      expect(absent.filter((key) => detection[key] !== undefined)).toEqual([]);
    },
  );

  it('is not surprised by files that are not what they should be', () => {
    const odd = { 'package.json': '[]', 'pyproject.toml': 'not = = toml', 'package-lock.json': '{"packages": 3}' };
    expect(detectProject(viewOf(odd), 'node')).toMatchObject({ commands: [], transports: [] });
    expect(detectProject(viewOf({ 'package.json': '{"bin": 3, "scripts": null, "dependencies": []}' }))).toMatchObject({
      languages: [{ value: 'node' }],
    });
  });

  it('takes the one language of two whose manifest names an SDK', () => {
    const files = { 'package.json': '{"devDependencies": {"prettier": "3"}}', 'requirements.txt': 'mcp==1.9\n' };
    expect(languagesOf(viewOf(files))).toEqual([{ value: 'python', from: 'requirements.txt' }]);
    expect(languagesOf(viewOf({ ...files, 'requirements.txt': 'flask\n' })).map(({ value }) => value)).toEqual([
      'node',
      'python',
    ]);
  });
});
