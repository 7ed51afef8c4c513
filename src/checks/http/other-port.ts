import type { Settings } from '../../model/facts/settings.js';

/** Ports of addresses as `0.0.0.0:8099` and `[::]:8000`, each once. */
export const portsOf = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((address) => address.slice(address.lastIndexOf(':') + 1))),
];

/** The port is written in several places, and one of them says something else. */
export function otherPortRemedy(listening: readonly string[], { configured }: Pick<Settings, 'configured'>): string {
  const ports = new Intl.ListFormat('en').format(portsOf(listening));
  const places = configured
    ? "the server's own setting, EXPOSE of the Dockerfile and server.transports.http.port of mcp-dock.yaml"
    : "the server's own setting, EXPOSE of the Dockerfile and the image's label of its transports";
  return `It listens on port ${ports}: make ${places} agree.`;
}
