import { describe, expect, it } from 'vitest';
import { nodeVersion, pythonVersion, satisfies } from '../../../../src/plan/detect/versions.js';
import { viewOf } from '../../../fixtures/projects/project-fixture.js';

describe('satisfies', () => {
  it.each([
    ['>=18', 24, true],
    ['>=18 <21', 24, false],
    ['^20.1.0', 20, true],
    ['^20.1.0', 22, false],
    ['^18 || ^20 || >=22', 24, true],
    ['20.x', 20, true],
    ['18 - 22', 22, true],
    ['18 - 22', 24, false],
    ['<=22', 22, true],
    ['>22', 22, false],
    ['>=22.12.0', 22, true],
    ['<24', 24, false],
    ['*', 26, true],
    ['nonsense', 24, false],
  ])('%s of Node.js %i is %s', (range, major, expected) => {
    expect(satisfies(range, [major, 99_999])).toBe(expected);
  });

  it.each([
    ['>=3.10', 13, true],
    ['>=3.10,<3.13', 13, false],
    ['>=3.10,<3.13', 12, true],
    ['^3.10', 13, true],
    ['~=3.11', 13, true],
    ['==3.12.*', 12, true],
    ['==3.12.*', 13, false],
    ['!=3.13.*,>=3.9', 13, false],
  ])('%s of Python 3.%i is %s', (range, minor, expected) => {
    expect(satisfies(range, [3, minor, 99_999], { caretIsMajor: true })).toBe(expected);
  });
});

interface Row {
  readonly files: Readonly<Record<string, string>>;
  readonly value: string | undefined;
}

describe('versions', () => {
  it.each<Row>([
    { files: { '.nvmrc': 'v22.11.0\n' }, value: '22' },
    { files: { '.node-version': '24' }, value: '24' },
    { files: { '.nvmrc': 'node', 'package.json': '{"engines": {"node": ">=22.5 <24"}}' }, value: '22' },
    { files: { 'package.json': '{"volta": {"node": "22.1.0"}, "engines": {"node": ">=18"}}' }, value: '22' },
    { files: { 'package.json': '{"engines": {"node": "^16"}}' }, value: '16' },
    { files: { 'package.json': '{"engines": {"node": "every"}}' }, value: undefined },
  ])('of Node.js: $files', ({ files, value }) => {
    expect(nodeVersion(viewOf(files))?.value).toBe(value);
  });

  it.each<Row>([
    { files: { '.python-version': 'cpython-3.12.4' }, value: '3.12' },
    { files: { 'pyproject.toml': '[project]\nrequires-python = ">=3.10"\n' }, value: '3.13' },
    { files: { 'pyproject.toml': '[project]\nrequires-python = "<3.10"\n' }, value: '3.10' },
    { files: { 'requirements.txt': 'mcp\n' }, value: undefined },
  ])('of Python: $files', ({ files, value }) => {
    expect(pythonVersion(viewOf(files))?.value).toBe(value);
  });
});
