import { proxyDocument } from '../proxy-document.js';
import { NGINX, sharedContainer } from '../stack/server-services.js';
import type { Part } from './part.js';

/** nginx in front of the server: the server can be replaced while it goes on taking requests. */
export const proxy: Part = {
  id: 'proxy',
  title: 'nginx in front of the server, so that it can be replaced without losing a request',
  requires: [],
  contribute: ({ project, network, port, mcpPort, imagePrefix }) => {
    const { healthPort } = proxyDocument({ project, service: 'mcp-server', port });
    return {
      compose: {
        ...sharedContainer({
          environment: {
            '#FORWARDED_ALLOW_IPS':
              'Only containers of this project reach the server, and the proxy tells it who asks.',
            FORWARDED_ALLOW_IPS: '${FORWARDED_ALLOW_IPS:-*}',
          },
        }),
        services: {
          'mcp-server': { ports: undefined },
          proxy: {
            '<<': 'container',
            image: `${imagePrefix}${NGINX.image}`,
            user: NGINX.user,
            '#command':
              'Settings are in a folder, since a single file that is mounted stays the old one when it is replaced.',
            command: ['nginx', '-c', '/etc/nginx/project/nginx.conf', '-g', 'daemon off;'],
            ports: [`127.0.0.1:\${MCP_PORT:-${mcpPort}}:${port}`],
            volumes: ['./proxy:/etc/nginx/project:ro'],
            networks: [network],
            depends_on: { 'mcp-server': { condition: 'service_healthy' } },
            restart: 'unless-stopped',
            '#stop_signal': 'With this one nginx finishes what it has begun.',
            stop_signal: 'SIGQUIT',
            healthcheck: {
              test: ['CMD', 'wget', '-q', '-T', '2', '-O', '/dev/null', `http://127.0.0.1:${healthPort}/`],
              ...NGINX.healthcheck,
            },
            deploy: NGINX.deploy,
          },
        },
      },
      production: { services: { proxy: { restart: 'always' } } },
      services: [
        {
          name: 'proxy',
          does: 'nginx; takes the requests of clients and passes them on',
          reached: `http://127.0.0.1:${mcpPort}/mcp`,
        },
      ],
      notes: [
        'Requests to the MCP server go through the proxy, which has its port. It passes answers on piece by piece, and tries another container only for requests that were not sent to the first. `make rolling-restart` replaces the server without losing a request; `proxy/nginx.conf` has the settings, and `make proxy-reload` applies changes of them.',
      ],
    };
  },
};
