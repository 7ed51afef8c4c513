/** Names under which projects run their backend, likeliest first. */
export const BACKEND_SERVICES = ['backend', 'api', 'fastapi'] as const;

/** The service of a Compose file that a server's backend is, as far as names tell. */
export const backendService = (services: readonly string[]): string | undefined =>
  BACKEND_SERVICES.find((name) => services.includes(name));
