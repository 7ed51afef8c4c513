/** Where nginx answers the health check of its own container. */
export const PROXY_HEALTH_PORT = 8081;

/** Name of the container that serves while the server is replaced; the proxy finds it by this name. */
export const standInName = (project: string) => `${project}-mcp-server-next`;

/** What the settings of the proxy are made of. */
export const proxyDocument = (names: {
  readonly project: string;
  readonly service: string;
  readonly port: number;
}) => ({
  service: names.service,
  next: standInName(names.project),
  port: names.port,
  healthPort: names.port === PROXY_HEALTH_PORT ? PROXY_HEALTH_PORT + 1 : PROXY_HEALTH_PORT,
});
