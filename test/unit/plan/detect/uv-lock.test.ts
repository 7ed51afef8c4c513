import { expect, it } from 'vitest';
import { uvLockOf } from '../../../../src/plan/detect/uv-lock.js';
import { viewOf } from '../../../fixtures/projects/project-fixture.js';

const manifest = (dependencies: string, version = '0.4.0') =>
  `[project]\nname = "sql"\nversion = "${version}"\ndependencies = [${dependencies}]\n`;
const lock = (source = 'editable = "."') =>
  `version = 1\n[[package]]\nname = "sql"\nversion = "0.4.0"\nsource = { ${source} }\n\n[package.metadata]\nrequires-dist = [\n    { name = "mcp", specifier = ">=1.2.0" },\n    { name = "uvicorn", marker = "extra == 'sse'", specifier = ">=0.27" },\n]\n`;

it.each([
  ['that fits', manifest('"mcp>=1.2.0"'), lock(), { covers: true, older: false }],
  ['of another version', manifest('"mcp>=1.2.0"', '0.4.2'), lock(), { covers: true, older: true }],
  ['of other bounds', manifest('"mcp>=1.2.0,<2"'), lock(), { covers: true, older: true }],
  ['that lacks a package', manifest('"mcp>=1.2.0", "httpx"'), lock(), { covers: false, older: true }],
  ['without the project', manifest('"mcp>=1.2.0"'), lock('registry = "x"'), undefined],
  ['that is no TOML', manifest('"mcp>=1.2.0"'), '= =', undefined],
])('knows a lock %s', (_, pyproject, text, found) => {
  expect(uvLockOf(viewOf({ 'pyproject.toml': pyproject, 'uv.lock': text }))).toEqual(found);
});
