import { RUNNING_IDS, type MakeGroup, type MakeProject } from './make-target.js';

const serves = ({ httpService }: MakeProject) => httpService !== undefined;
const FACTS = [
  '{{.Name}}',
  '  image     {{.Config.Image}}',
  '  state     {{.State.Status}}{{if .State.Health}}, {{.State.Health.Status}}{{end}}, restarted {{.RestartCount}} times',
  '  user      {{.Config.User}}',
  '  memory    {{.HostConfig.Memory}} bytes at most',
  '  read-only {{.HostConfig.ReadonlyRootfs}}',
  '  volumes   {{range .Mounts}}{{if .Name}}{{.Name}} {{end}}{{end}}',
].join(String.raw`{{println}}`);

export const monitoring: MakeGroup = {
  title: 'Monitoring',
  targets: [
    { name: 'status', help: 'Services that run, and how they are', recipe: () => ['$(STACK) ps'], when: serves },
    { name: 'ps', help: 'Containers, also those that have ended', recipe: () => ['$(STACK) ps --all'] },
    {
      name: 'health',
      help: 'One word for each container; fails unless all are healthy',
      recipe: () => [
        `@$(STACK) ps --all --format '{{.Name}} {{.State}} {{.Health}}' | awk '{ word = ($$2 == "running" && $$3 != "") ? $$3 : $$2; print $$1 ": " word; if (word != "healthy" && !($$2 == "running" && $$3 == "")) bad = 1 } END { if (NR == 0) { print "Nothing of this project runs; make up starts it."; bad = 1 } exit bad }'`,
      ],
      when: serves,
    },
    {
      name: 'stats',
      help: 'Processor, memory and network of each container',
      recipe: () => [`@${RUNNING_IDS} $(DOCKER) stats --no-stream $$ids`],
      when: serves,
    },
    { name: 'top', help: 'Processes in each container', recipe: () => ['$(STACK) top'], when: serves },
    {
      name: 'inspect',
      help: 'State, limits and volumes of each container, without its variables',
      recipe: () => [`@${RUNNING_IDS} $(DOCKER) inspect --format '${FACTS}' $$ids`],
      when: serves,
    },
    {
      name: 'ports',
      help: 'Ports that are published on this machine',
      recipe: () => [`@$(STACK) ps --format 'table {{.Service}}\\t{{.Ports}}'`],
      when: serves,
    },
    {
      name: 'events',
      help: 'What happens to the containers, as it happens',
      recipe: () => ['$(STACK) events'],
      when: serves,
    },
    {
      name: 'network',
      help: 'Containers on the network of the project, with their addresses',
      recipe: ({ network = '' }) => [
        `@$(DOCKER) network inspect --format '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{println}}{{end}}' ${network}`,
      ],
      when: ({ network }) => network !== undefined,
    },
    {
      name: 'disk',
      help: 'Size of the data',
      recipe: ({ data }) => [`$(STACK) exec -T ${data?.service ?? ''} du -sh ${data?.path ?? ''}`],
      when: (project) => serves(project) && project.data !== undefined,
    },
    { name: 'images', help: 'Images of the containers, with their sizes', recipe: () => ['$(STACK) images'] },
    {
      name: 'version',
      help: 'Versions of the programs that this Makefile calls',
      recipe: () => ['@$(DOCKER) --version', '@$(COMPOSE) version', '@$(MCP_DOCK) --version'],
    },
  ],
};
