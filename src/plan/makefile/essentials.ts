import { named, type MakeGroup, type MakeProject } from './make-target.js';

const serves = ({ httpService }: MakeProject) => httpService !== undefined;

export const essentials: MakeGroup = {
  title: 'Essentials',
  targets: [
    {
      name: 'quick-start',
      help: 'Build, start and verify everything',
      needs: ['env', 'build', 'up', 'verify'],
      when: (project) => serves(project) && project.own,
    },
    {
      name: 'quick-start',
      help: 'Build, start and verify everything',
      needs: ['build', 'up', 'verify'],
      when: (project) => serves(project) && !project.own,
    },
    { name: 'build', help: 'Build every image of the project', recipe: () => ['$(MCP_DOCK) build'] },
    {
      name: 'rebuild',
      help: 'Build every image again, without the cache',
      recipe: () => ['$(MCP_DOCK) build --no-cache'],
    },
    {
      name: 'up',
      help: 'Start everything in the background and wait until it is healthy',
      recipe: (project) => [`$(STACK) up --detach --wait${named(project)}`],
      when: serves,
    },
    {
      name: 'up-mcp',
      help: 'Start the MCP server and what it needs, and nothing else',
      recipe: ({ httpService = '', entry = httpService }) => [`$(STACK) up --detach --wait ${entry}`],
      when: ({ backend, profile, httpService }) =>
        backend !== undefined && profile === undefined && httpService !== undefined,
    },
    {
      name: 'up-mcp',
      help: 'The same, and the MCP server beside it',
      recipe: () => ['$(STACK) up --detach --wait'],
      when: ({ profile }) => profile !== undefined,
    },
    {
      name: 'down',
      help: 'Stop and remove containers and networks; data stays',
      // The stand-in for AWS is in no file of the stack, and holds on to its network.
      recipe: ({ aws }) => [`$(STACK) down${aws ? ' --remove-orphans' : ''}`],
    },
    {
      name: 'start',
      help: 'Start containers that were stopped',
      // A service without a container would be an error.
      recipe: ({ profile, services }) => [`$(STACK) start${profile === undefined ? '' : ` ${services.join(' ')}`}`],
      when: serves,
    },
    {
      name: 'stop',
      help: 'Stop containers and keep them',
      recipe: () => ['$(STACK) stop'],
      when: serves,
    },
    { name: 'restart', help: 'Restart every service', recipe: () => ['$(STACK) restart'], when: serves },
    {
      name: 'run',
      help: 'Run the server alone in the foreground, until Ctrl-C',
      recipe: ({ port, volumes, data, image }) => [
        `$(DOCKER) run --rm --init --publish 127.0.0.1:${port}:${port} --env-file .env ${data === undefined ? '' : `--volume ${volumes[0] ?? ''}:${data.path} `}${image}`,
      ],
      when: (project) => project.own && project.backend === undefined,
    },
    { name: 'verify', help: 'Start the image as clients do and say what holds', recipe: () => ['$(MCP_DOCK) verify'] },
    {
      name: 'doctor',
      help: 'Say what is wrong with this machine or the project',
      recipe: () => ['$(MCP_DOCK) doctor'],
    },
  ],
};
