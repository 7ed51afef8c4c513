import type { ComposeService, ComposeSetup } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, networksOf, NO_SERVICE, once, placeOf } from './services.js';

export default defineCheck({
  id: 'compose/networks-consistent',
  title: 'Services reach each other by the names and networks that they are given',
  why: 'A name that no container has, or one on another network, fails at the first call and not at the start.',
  remedy: 'Use the names of services as hosts, and give both sides a network that they share.',
  severity: 'error',
  references: [
    { title: 'Compose: networking', url: 'https://docs.docker.com/compose/how-tos/networking/' },
    { title: 'Ports of containers on internal networks', url: 'https://github.com/moby/moby/issues/36174' },
  ],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject: { setups } }) {
    const known = setups.filter(({ services, incomplete }) => services.length > 0 && !incomplete);
    if (known.length === 0) return NO_SERVICE;
    return once(
      known.flatMap((setup) =>
        setup.services.flatMap((service) => [
          ...undeclared(service, setup),
          ...apart(service, setup),
          ...hosts(service, setup),
          ...unreachablePorts(service, setup),
        ]),
      ),
    );
  },
});

function undeclared({ name, networks }: ComposeService, setup: ComposeSetup): Finding[] {
  return networks
    .filter((one) => one.name !== 'default' && !setup.networks.some((known) => known.name === one.name))
    .map((one) => ({
      message: `The service "${name}" is on the network "${one.name}", which is not declared under networks.`,
      location: at(one),
      remedy: `Declare \`${one.name}\` under \`networks\`.`,
    }));
}

const share = (a: ComposeService, b: ComposeService): boolean => {
  if (a.networkMode !== undefined || b.networkMode !== undefined) return true;
  const networks = networksOf(b);
  return networksOf(a).some((name) => networks.includes(name));
};

/** What waits for another service, for it to be well, talks to it. */
function apart(service: ComposeService, { services }: ComposeSetup): Finding[] {
  return service.dependsOn.flatMap((dependency) => {
    const other = services.find(({ name }) => name === dependency.name);
    if (other === undefined || dependency.condition === 'service_completed_successfully' || share(service, other))
      return [];
    const named = service.environment.some(({ url, value = '' }) => url?.host === other.name || value === other.name);
    return [
      {
        message: `The service "${service.name}" depends on "${other.name}" and shares no network with it: ${networksOf(service).join(', ')} and ${networksOf(other).join(', ')}.`,
        location: at(named ? dependency : placeOf(service, 'networks', 'depends_on')),
      },
    ];
  });
}

/** Where the host of a URL is no container, it is this machine, the outside, or a mistake. */
function hosts(service: ComposeService, setup: ComposeSetup): Finding[] {
  if (service.networkMode !== undefined) return [];
  return service.environment.flatMap(({ name, url, ...place }): Finding[] => {
    if (url === undefined || url.scheme === 'file') return [];
    const { host, port, scheme } = url;
    if (/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(host)) {
      if (!reachesItself(service, setup, { name, port, scheme })) return [];
      return [
        {
          message: `${name} of the service "${service.name}" leads to ${host}${port === undefined ? '' : `:${port}`}, which is the container itself.`,
          location: at(place),
        },
      ];
    }
    // A name with a dot is one of the outside.
    if (!/^[a-z0-9][a-z0-9_-]*$/u.test(host) || service.extraHosts.includes(host) || service.links.includes(host))
      return [];
    const other = setup.services.find((one) => namesOf(one, service).includes(host));
    if (other === undefined)
      return networksOf(service).some((network) => setup.networks.some((one) => one.name === network && one.external))
        ? []
        : [
            {
              message: `${name} of the service "${service.name}" leads to the host ${host}, and no service has that name.`,
              location: at(place),
              remedy: `Write the name of a service: ${setup.services.map((one) => one.name).join(', ')}.`,
            },
          ];
    if (other === service || share(service, other)) return [];
    return [
      {
        message: `${name} of the service "${service.name}" leads to "${other.name}", and they share no network: ${networksOf(service).join(', ')} and ${networksOf(other).join(', ')}.`,
        location: at(place),
      },
    ];
  });
}

/** The names under which another container knows a service. */
function namesOf({ name, containerName, hostname, networks }: ComposeService, asker: ComposeService): string[] {
  const shared = networksOf(asker);
  const aliases = networks.filter((one) => shared.includes(one.name)).flatMap((one) => one.aliases);
  return [name, containerName, hostname, ...aliases].filter((one) => one !== undefined).map((one) => one.toLowerCase());
}

const STORES = /^(?:redis|rediss|postgres(?:ql)?(?:\+\w+)?|mysql(?:\+\w+)?|mariadb|mongodb|amqps?|nats|memcached?)$/u;
const CALLED = /(?:BACKEND|UPSTREAM|FASTAPI|INTERNAL|SERVER|SERVICE)(?:_BASE)?_(?:URL|URI|ADDRESS|ENDPOINT)$/u;

/** An address of this very container where one of another service is meant; addresses for browsers are not. */
function reachesItself(
  service: ComposeService,
  { services }: ComposeSetup,
  { name, port, scheme }: { name: string; port: number | undefined; scheme: string },
): boolean {
  if (STORES.test(scheme)) return services.length > 1;
  const listens = (one: ComposeService) =>
    [...one.expose, ...one.ports.flatMap(({ target }) => target ?? []), ...(one.built?.exposes ?? [])].includes(
      port ?? 80,
    );
  return CALLED.test(name) && !listens(service) && services.some((one) => one !== service && listens(one));
}

function unreachablePorts(service: ComposeService, { networks }: ComposeSetup): Finding[] {
  const [first] = service.ports;
  if (first === undefined) return [];
  if (service.networkMode === 'host')
    return [
      {
        message: `The service "${service.name}" uses the network of the host, which ignores its ports.`,
        location: at(placeOf(service, 'ports')),
        severity: 'warning',
        remedy: 'Remove `ports`, or `network_mode: host`.',
      },
    ];
  const own = networksOf(service);
  const internal = own.filter((name) => networks.some((one) => one.name === name && one.internal));
  if (own.length === 0 || internal.length < own.length) return [];
  return [
    {
      message: `The service "${service.name}" publishes a port, and is on internal networks only (${internal.join(', ')}): nothing reaches it from outside.`,
      location: at(first),
      remedy: 'Give it a further network that is not internal, or remove the port.',
    },
  ];
}
