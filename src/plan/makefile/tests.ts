import type { MakeGroup } from './make-target.js';

export const tests: MakeGroup = {
  title: 'Tests',
  targets: [
    {
      name: 'test',
      help: 'Run the tests in the stage test of the image, then build it',
      recipe: () => ['$(MCP_DOCK) build --test'],
      when: ({ own }) => own,
    },
    {
      name: 'test-unit',
      help: 'Run the tests of the server on this machine',
      recipe: ({ commands }) => [commands?.test ?? ''],
      when: ({ own }) => own,
    },
    {
      name: 'test-backend',
      help: 'Run the tests of the backend on this machine',
      recipe: ({ backend }) => [`cd ${backend?.folder ?? ''} && uv run pytest`],
      when: ({ backend }) => backend?.folder !== undefined,
    },
    {
      name: 'test-auth',
      help: 'Run the tests of the auth server on this machine, with Node.js',
      recipe: () => ['cd auth-server && node --test'],
      when: ({ has }) => has('fullstack'),
    },
    {
      name: 'lint',
      help: 'Check types and style on this machine',
      recipe: ({ commands, backend }) => [
        commands?.lint ?? '',
        ...(backend?.folder === undefined
          ? []
          : [`cd ${backend.folder} && uv run ruff check && uv run ruff format --check && uv run mypy`]),
      ],
      when: ({ own }) => own,
    },
    {
      name: 'test-container',
      help: 'Check that the image starts, gets healthy and stops as it should',
      recipe: () => ['$(MCP_DOCK) verify --only start --only health --only lifecycle'],
    },
    {
      name: 'test-integration',
      help: 'Check protocol and tools of the server that runs here',
      recipe: ({ httpService = '', entry = httpService, port, endpoint = '' }) => [
        `$(MCP_DOCK) verify --only mcp --only tools "http://$$($(STACK) port ${entry} ${port})${endpoint}"`,
      ],
      when: ({ httpService, endpoint }) => httpService !== undefined && endpoint !== undefined,
    },
    {
      name: 'test-integration',
      help: 'Send a task through MCP server, backend and database that run here, and take it back',
      recipe: () => ['sh scripts/round-trip.sh'],
      when: ({ profile }) => profile !== undefined,
    },
    {
      name: 'tools-list',
      help: 'Names of the tools, as the image lists them',
      // The report is JSON; a name of a tool holds neither spaces nor brackets.
      recipe: () => [
        `@$(MCP_DOCK) verify --only tools/described --json 2>/dev/null | tr -d ' \\n' | sed -n 's/.*"tools":\\[\\([^]]*\\)\\].*/\\1/p' | tr ',' '\\n' | tr -d '"' | grep . || { echo 'The image lists no tool; make verify says why.' >&2; exit 1; }`,
      ],
    },
  ],
};
