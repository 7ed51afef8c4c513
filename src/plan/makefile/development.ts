import { named, type MakeGroup, type MakeProject } from './make-target.js';

const own = (project: MakeProject) => project.own;
const sources = (key: keyof NonNullable<MakeProject['commands']>) => (project: MakeProject) => [
  project.commands?.[key] ?? '',
];

export const development: MakeGroup = {
  title: 'Development',
  targets: [
    {
      name: 'dev',
      help: 'Run with the sources of this folder, restarting when one changes',
      recipe: (project) => [`$(DEVELOPMENT) up --build${named(project)}`],
      when: own,
    },
    {
      name: 'dev-watch',
      help: 'Like dev, and build anew when a lock file changes',
      recipe: () => ['$(DEVELOPMENT) up --build --watch'],
      when: ({ has }) => has('dev'),
    },
    {
      name: 'dev-build',
      help: 'Build the images for development',
      recipe: () => ['$(DEVELOPMENT) build'],
      when: own,
    },
    {
      name: 'dev-down',
      help: 'Stop and remove what dev started; data stays',
      recipe: () => ['$(DEVELOPMENT) down'],
      when: own,
    },
    {
      name: 'install',
      help: 'Install the dependencies on this machine',
      recipe: sources('install'),
      when: own,
    },
    {
      name: 'lock',
      help: 'Bring the lock file up to date after a change of dependencies',
      recipe: sources('lock'),
      when: own,
    },
    {
      name: 'local-run',
      help: 'Run the server on this machine, without a container',
      recipe: sources('develop'),
      when: own,
    },
    {
      name: 'config',
      help: 'Check the Compose files without printing their values',
      recipe: ({ own: ours, production }) => [
        '$(STACK) config --quiet',
        ...(ours ? ['$(DEVELOPMENT) config --quiet'] : []),
        ...(production ? ['$(PRODUCTION) config --quiet'] : []),
      ],
    },
    {
      name: 'shell-mcp',
      help: 'A shell in the container of the MCP server',
      recipe: ({ httpService = '', profile, stdioService = '' }) => [
        `$(STACK) exec ${profile === undefined ? httpService : stdioService} sh`,
      ],
      when: ({ httpService }) => httpService !== undefined,
    },
    {
      name: 'shell-proxy',
      help: 'A shell in the container of the proxy',
      recipe: () => ['$(STACK) exec proxy sh'],
      when: ({ has }) => has('proxy'),
    },
    {
      name: 'shell-frontend',
      help: 'A shell in the container of the frontend',
      recipe: () => ['$(STACK) exec frontend sh'],
      when: ({ has }) => has('fullstack'),
    },
    {
      name: 'shell-auth',
      help: 'A shell in the container of the auth server',
      recipe: () => ['$(STACK) exec auth-server sh'],
      when: ({ has }) => has('fullstack'),
    },
    {
      name: 'shell-backend',
      help: 'A shell in the container of the backend',
      recipe: ({ backend }) => [`$(STACK) exec ${backend?.service ?? ''} sh`],
      when: ({ backend }) => backend !== undefined,
    },
    {
      name: 'shell-postgres',
      help: 'psql on the database',
      recipe: ({ postgres }) => [
        `$(STACK) exec postgres psql --username=${postgres?.user ?? ''} ${postgres?.database ?? ''}`,
      ],
      when: ({ postgres }) => postgres !== undefined,
    },
    {
      name: 'shell-redis',
      help: 'redis-cli on the cache',
      recipe: () => ['$(STACK) exec redis redis-cli'],
      when: ({ has }) => has('redis'),
    },
  ],
};
