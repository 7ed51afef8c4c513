import type { MakeGroup, MakeTarget } from './make-target.js';

const follow = (name: string, help: string, service: string): MakeTarget => ({
  name,
  help,
  recipe: () => [`$(STACK) logs --follow --tail 200 ${service}`],
  when: ({ services, profile }) => services.includes(service) || (profile?.name === 'mcp' && service === 'mcp-server'),
});

export const logs: MakeGroup = {
  title: 'Logs',
  targets: [
    {
      name: 'logs',
      help: 'Follow the logs of everything',
      recipe: () => ['$(STACK) logs --follow --tail 200'],
      when: ({ httpService }) => httpService !== undefined,
    },
    {
      name: 'logs-tail',
      help: 'The last 100 lines of every service',
      recipe: () => ['$(STACK) logs --tail 100'],
      when: ({ httpService }) => httpService !== undefined,
    },
    {
      name: 'logs-errors',
      help: 'Lines that are errors, of every service',
      recipe: () => [
        `@$(STACK) logs --no-color 2>&1 | grep -E '(^|[^A-Za-z])(ERROR|CRITICAL|FATAL)([^A-Za-z]|$$)' || echo 'No line is an error.'`,
      ],
      when: ({ httpService }) => httpService !== undefined,
    },
    {
      name: 'logs-save',
      help: 'Write all logs to logs-TIME.log',
      recipe: () => [
        'file="logs-$$(date -u +%Y%m%dT%H%M%SZ).log"; $(STACK) logs --no-color --timestamps > "$$file" && echo "Written: $$file"',
      ],
      when: ({ httpService }) => httpService !== undefined,
    },
    follow('logs-mcp', 'Follow the logs of the MCP server', 'mcp-server'),
    follow('logs-backend', 'Follow the logs of the backend', 'backend'),
    follow('logs-backend', 'Follow the logs of the backend', 'mcp-backend'),
    follow('logs-postgres', 'Follow the logs of PostgreSQL', 'postgres'),
    follow('logs-frontend', 'Follow the logs of the frontend: one line for each request', 'frontend'),
    follow('logs-auth', 'Follow the logs of the auth server', 'auth-server'),
    follow('logs-proxy', 'Follow the logs of the proxy: one line for each request', 'proxy'),
    follow('logs-redis', 'Follow the logs of Redis', 'redis'),
  ],
};
