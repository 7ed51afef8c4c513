import check from '../../../../src/checks/deps/mcp-sdk-bounded.js';
import { manifestFacts } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const node = (requirement: string, name = '@modelcontextprotocol/sdk') =>
  manifestFacts({ 'package.json': JSON.stringify({ dependencies: { [name]: requirement } }) });
const python = (requirement: string) =>
  manifestFacts({ 'pyproject.toml': `[project]\nname = "x"\ndependencies = ["${requirement}"]\n` });

testCheck(check, {
  pass: [
    { name: 'a caret', facts: node('^1.20.0') },
    ...['~1.20', '1.20.1', '>=1.20 <2', '1.x', '1 - 2', '^1 || ^2', 'github:acme/sdk', 'workspace:*'].map((asked) => ({
      name: asked,
      facts: node(asked),
    })),
    ...['mcp>=1.20,<2', 'mcp[cli]~=1.20', 'mcp==1.20.*', 'fastmcp<4', 'mcp @ git+https://github.com/acme/mcp'].map(
      (asked) => ({ name: asked, facts: python(asked) }),
    ),
    {
      name: 'Poetry',
      facts: manifestFacts({ 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.13"\nmcp = "^1.20"\n' }),
    },
  ],
  fail: [
    {
      name: 'latest',
      facts: node('latest'),
      messages: ['@modelcontextprotocol/sdk may be of any version, the next major one too.'],
    },
    {
      name: 'an open end',
      facts: node('>=1.20.0'),
      messages: ['@modelcontextprotocol/sdk may be of any version that fits ">=1.20.0", the next major one too.'],
    },
    {
      name: 'an open end of two',
      facts: node('^1 || >=2', 'fastmcp'),
      messages: ['fastmcp may be of any version that fits "^1 || >=2", the next major one too.'],
    },
    { name: 'a bare name', facts: python('mcp'), messages: ['mcp may be of any version, the next major one too.'] },
    {
      name: 'an open end in Python',
      facts: python('mcp[cli]>=1.20,!=1.21'),
      messages: ['mcp may be of any version that fits ">=1.20,!=1.21", the next major one too.'],
    },
    {
      name: 'requirements.txt',
      facts: manifestFacts({ 'requirements.txt': '# SDK\nfastmcp>=2\n' }),
      messages: ['fastmcp may be of any version that fits ">=2", the next major one too.'],
    },
  ],
  notApplicable: [{ name: 'no SDK', facts: node('*', 'express') }],
});
