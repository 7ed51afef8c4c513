import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, mayRunTogether, NO_SERVICE, once } from './services.js';

export default defineCheck({
  id: 'compose/ports-unique',
  title: 'No two containers want the same port of this machine',
  why: 'The second one does not start: "port is already allocated".',
  remedy: 'Give one of them another port on this machine: the first number of `127.0.0.1:8081:8080`.',
  severity: 'error',
  references: [{ title: 'Compose: ports', url: 'https://docs.docker.com/reference/compose-file/services/#ports' }],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject: { setups } }) {
    const all = setups.map((setup) =>
      setup.services.flatMap((service) => service.ports.map((port) => ({ service, port }))),
    );
    if (setups.every(({ services }) => services.length === 0)) return NO_SERVICE;
    if (all.every((ports) => ports.length === 0)) return { notApplicable: 'No service publishes a port.' };
    return once(all.flatMap((ports) => [...clashes(ports), ...ports.flatMap(replicated)]));
  },
});

interface Published {
  readonly service: ComposeService;
  readonly port: ComposeService['ports'][number];
}

function clashes(ports: readonly Published[]): Finding[] {
  return ports.flatMap(({ service, port }, index): Finding[] => {
    const other = ports
      .slice(0, index)
      .find((one) => overlap(one.port, port) && (one.service === service || mayRunTogether(one.service, service)));
    if (other === undefined) return [];
    const number = Math.max(port.published?.[0] ?? 0, other.port.published?.[0] ?? 0);
    const who =
      other.service === service
        ? `The service "${service.name}" publishes`
        : `The services "${other.service.name}" and "${service.name}" publish`;
    return [
      {
        message: `${who} port ${number}${other.service === service ? ' twice' : ''}; the other one is in ${other.port.file}:${other.port.line}.`,
        location: at(port),
        measured: String(number),
      },
    ];
  });
}

function overlap(a: Published['port'], b: Published['port']): boolean {
  if (a.published === undefined || b.published === undefined || a.protocol !== b.protocol) return false;
  // Of a range for one port of the container the engine takes one that is free.
  if (a.published[0] !== a.published[1] || b.published[0] !== b.published[1]) return false;
  const everywhere = (host: string | undefined) => host === undefined || /^(?:0\.0\.0\.0|::|\*)$/u.test(host);
  const sameHost = everywhere(a.host) || everywhere(b.host) || a.host === b.host;
  return sameHost && a.published[0] === b.published[0] && a.published[0] > 0;
}

function replicated({ service, port }: Published): Finding[] {
  const { replicas = 1 } = service;
  if (replicas < 2 || port.published === undefined || port.published[0] !== port.published[1]) return [];
  return [
    {
      message: `The service "${service.name}" has ${replicas} replicas, and each wants port ${port.published[0]}.`,
      location: at(port),
      remedy: 'Publish the port of a proxy in front of them, or give a range of ports.',
    },
  ];
}
