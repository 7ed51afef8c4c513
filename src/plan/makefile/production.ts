import { named, type MakeGroup, type MakeProject } from './make-target.js';

const own = (project: MakeProject) => project.own;

export const production: MakeGroup = {
  title: 'Production',
  targets: [
    {
      name: 'prod-build',
      help: 'Check the production setup, run all tests and build with the newest base images',
      recipe: () => ['$(PRODUCTION) config --quiet', '$(MCP_DOCK) build --pull --test'],
      when: own,
    },
    {
      name: 'prod-up',
      help: 'Start the production setup from images that are built, and wait until it is healthy',
      recipe: (project) => [`$(PRODUCTION) up --detach --no-build --wait${named(project)}`],
      when: own,
    },
    {
      name: 'prod-down',
      help: 'Stop and remove the production setup; data stays',
      recipe: () => ['$(PRODUCTION) down'],
      when: own,
    },
    {
      name: 'prod-logs',
      help: 'Follow the logs of the production setup',
      recipe: () => ['$(PRODUCTION) logs --follow --tail 200'],
      when: own,
    },
    {
      name: 'prod-status',
      help: 'Services of the production setup, and how they are',
      recipe: () => ['$(PRODUCTION) ps'],
      when: own,
    },
    {
      name: 'scale-backend',
      help: 'Run the backend N times; give N=3',
      recipe: () => [
        `@[ "$$N" -ge 1 ] 2>/dev/null || { echo 'Say N=…, such as N=3.' >&2; exit 2; }`,
        '$(PRODUCTION) up --detach --no-build --no-recreate --wait --scale "backend=$$N" backend',
      ],
      when: ({ has }) => has('postgres') && !has('fullstack'),
    },
    {
      name: 'rolling-restart',
      help: 'Try a new container beside the old one, then replace it; requests fail only during the switch',
      recipe: () => ['sh scripts/rolling-restart.sh'],
      when: (project) => own(project) && !project.has('proxy'),
    },
    {
      name: 'rolling-restart',
      help: 'Replace the server by a new container without losing a request',
      recipe: () => ['sh scripts/rolling-restart.sh'],
      when: ({ has }) => has('proxy'),
    },
    {
      name: 'rolling-deploy',
      help: 'Build, then rolling-restart; what does not get healthy replaces nothing',
      needs: ['build', 'rolling-restart'],
      when: own,
    },
    {
      name: 'proxy-reload',
      help: 'Check the settings in proxy/ and apply them; running requests go on',
      recipe: () => [
        '$(STACK) exec -T proxy nginx -t -c /etc/nginx/project/nginx.conf',
        '$(STACK) exec -T proxy nginx -s reload -c /etc/nginx/project/nginx.conf',
      ],
      when: ({ has }) => has('proxy'),
    },
  ],
};
