import { describe, expect, it } from 'vitest';
import { memberOf, membersOf, servingMembers, viewOfMember } from '../../../../src/plan/detect/workspace.js';
import { viewOf } from '../../../fixtures/projects/project-fixture.js';

const SERVER = '{"bin": "dist/index.js", "dependencies": {"@modelcontextprotocol/sdk": "1"}}';

describe('a workspace', () => {
  const view = viewOf({
    'package.json': '{"workspaces": {"packages": ["packages/*", "apps/**"]}}',
    'packages/a/package.json': SERVER,
    'packages/a/src/index.ts': 'a',
    'packages/b/package.json': '{"main": "index.js"}',
    'packages/b/src/index.ts': 'b',
    'apps/deep/down/package.json': SERVER,
    'packages/it is $odd/package.json': SERVER,
    'other/package.json': SERVER,
  });

  it('has the packages that its manifest names', () => {
    expect(membersOf(view).map(({ folder }) => folder)).toEqual(['apps/deep/down', 'packages/a', 'packages/b']);
    expect(servingMembers(view).map(({ folder }) => folder)).toEqual(['apps/deep/down', 'packages/a']);
    expect(membersOf(viewOf({ 'package.json': '{}', 'packages/a/package.json': SERVER }))).toEqual([]);
  });

  it('is looked at as the package of a command', () => {
    const member = memberOf(view, ['node', 'packages/a/dist/index.js']);
    if (member === undefined) throw new Error('There is none.');
    expect([...viewOfMember(view, member).texts.keys()].filter((path) => path.endsWith('.ts'))).toEqual([
      'packages/a/src/index.ts',
    ]);
    expect(memberOf(view, ['node', 'dist/index.js'])).toBeUndefined();
  });
});
