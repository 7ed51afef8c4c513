import { DEFAULT_VERSION_OF_NODE, NODE_IMAGES } from './runtimes/node.js';
import { NGINX } from './stack/server-services.js';

/** Port of this machine that the page wants; the MCP server goes next to it. */
export const PAGE_PORT = 3000;
export const FRONTEND_PORT = 8080;
export const AUTH_PORT = 8080;
/** Asks nginx of the frontend whether it answers. */
const FRONTEND_HEALTHCHECK = ['wget', '-q', '-T', '2', '-O', '/dev/null', `http://127.0.0.1:${FRONTEND_PORT}/health`];
const AUTH_HEALTHCHECK = ['node', '/app/src/healthcheck.js'];

/** What images and guide of the frontend and the auth server are made of. */
export function fullstackDocument(project: {
  readonly project: string;
  readonly network: string;
  readonly version: string;
  readonly baseRegistry: string;
  readonly hardened: boolean;
  readonly mcpUrl: string;
  readonly hostPort: (wanted: number) => number;
}) {
  const labels = (service: string, description: string) => [
    { key: 'org.opencontainers.image.title', value: `${project.project}-${service}` },
    { key: 'org.opencontainers.image.description', value: description },
    { key: 'org.opencontainers.image.version', value: project.version },
    { key: 'org.opencontainers.image.licenses', value: 'MIT' },
  ];
  const url = (port: number) => `http://127.0.0.1:${project.hostPort(port)}`;
  return {
    project: project.project,
    network: project.network,
    baseRegistry: project.baseRegistry,
    hardened: project.hardened,
    user: { name: 'mcpuser', id: 1000, group: 1000 },
    frontend: {
      image: NGINX.image,
      user: NGINX.user,
      port: FRONTEND_PORT,
      healthcheck: FRONTEND_HEALTHCHECK,
      labels: labels('frontend', 'A page with the tasks of a todo server for MCP clients.'),
    },
    authServer: {
      image: NODE_IMAGES.build(DEFAULT_VERSION_OF_NODE),
      runtimeImage: NODE_IMAGES.runtime,
      port: AUTH_PORT,
      healthcheck: AUTH_HEALTHCHECK,
      labels: labels('auth-server', 'Issues tokens during development. Not for production.'),
    },
    frontendUrl: url(PAGE_PORT),
    backendUrl: url(8000),
    authUrl: url(8080),
    mcpUrl: project.mcpUrl,
  };
}
