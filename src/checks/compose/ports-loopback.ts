import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { allServices, at, NO_SERVICE, once } from './services.js';

export default defineCheck({
  id: 'compose/ports-loopback',
  title: 'Ports are published on this machine only',
  why: 'Docker publishes on every address and passes by the firewall of the machine, so whoever reaches it can call the tools or read the database.',
  remedy:
    'Write the address before the port: `127.0.0.1:8080:8080`. What has to be reached from outside goes through a proxy with TLS.',
  severity: 'warning',
  references: [{ title: 'Docker: published ports', url: 'https://docs.docker.com/engine/network/port-publishing/' }],
  aliases: ['CIS-DI-5.13'],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = allServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    if (services.every(({ service }) => service.ports.length === 0))
      return { notApplicable: 'No service publishes a port.' };
    return once(
      services.flatMap(({ service }) =>
        service.ports.filter((port) => isOpen(port, service)).map((port) => finding(port, service)),
      ),
    );
  },
});

type Port = ComposeService['ports'][number];

const PROXY =
  /(?:^|\/)(?:nginx|nginx-unprivileged|caddy|traefik|haproxy|envoy|httpd|swag|nginx-proxy(?:-manager)?)(?:[:@]|$)/u;

function isOpen({ host = '0.0.0.0', published, target }: Port, { image = '', networkMode }: ComposeService): boolean {
  if (/^(?:127\.|::1$|localhost$)/u.test(host) || networkMode !== undefined) return false;
  // The doors of a machine, behind which a proxy stands that is made for it.
  const number = published?.[0] ?? target;
  return !((number === 80 || number === 443) && PROXY.test(image));
}

function finding(port: Port, { name }: ComposeService): Finding {
  const [from, to] = port.published ?? [];
  const number = from === undefined ? 'a free port' : `port ${from === to ? from : `${from}-${to}`}`;
  const where =
    port.host === undefined || port.host === '0.0.0.0' || port.host === '::' ? 'on every address' : `on ${port.host}`;
  return {
    message: `The service "${name}" publishes ${number} ${where} of this machine.`,
    location: at(port),
    measured: port.host ?? '0.0.0.0',
    limit: '127.0.0.1',
  };
}
