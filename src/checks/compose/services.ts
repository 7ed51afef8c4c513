import type { ComposeProject, ComposeService, ComposeSetup } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';

interface Place {
  readonly file: string;
  readonly line: number;
}

export const at = ({ file, line }: Place): NonNullable<Finding['location']> => ({ uri: file, line });

/** Where a service says something; where it stands itself when it does not. */
export const placeOf = (service: ComposeService, ...keys: readonly string[]): Place =>
  keys.map((key) => service.keys[key]).find((place) => place !== undefined) ?? service;

/** Several setups read the same lines. */
export const once = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [`${finding.location?.uri}:${finding.location?.line} ${finding.message}`, finding]),
  ).values(),
];

export const NO_SERVICE = { notApplicable: 'The Compose files have no service that could be looked at.' } as const;

export const allServices = ({ setups }: ComposeProject): { setup: ComposeSetup; service: ComposeService }[] =>
  setups.flatMap((setup) => setup.services.map((service) => ({ setup, service })));

const PRODUCTION = /(?:^|[._-])(?:prod|production|release|live)(?=[._-])/u;
export const isProduction = ({ files }: ComposeSetup): boolean =>
  files.some((file) => PRODUCTION.test(file.slice(file.lastIndexOf('/') + 1)));

/**
 * The services that are there to stay: those of files for production where there are some, otherwise those of the usual files, and what
 * other files add. Nothing that is made for developing.
 */
export function lastingServices({ setups }: ComposeProject): { setup: ComposeSetup; service: ComposeService }[] {
  const lasting = setups.filter(({ development }) => !development);
  const production = lasting.some((setup) => isProduction(setup) && setup.kind !== 'alone');
  return lasting.flatMap((setup) => {
    const [base] = setup.files;
    const services =
      setup.kind !== 'overlay' || isProduction(setup)
        ? production && (setup.kind === 'default' || setup.kind === 'base')
          ? []
          : setup.services
        : setup.services.filter(({ file }) => file !== base);
    // What has nothing to run is a mistake of its own.
    return services
      .filter(({ image, build, keys }) => image !== undefined || build !== undefined || 'provider' in keys)
      .map((service) => ({ setup, service }));
  });
}

/** It comes to an end by itself, and others wait for that; or it is started by hand. */
export const comesToAnEnd = (service: ComposeService, { services }: ComposeSetup): boolean =>
  service.restart === 'no' ||
  services.some(({ dependsOn }) =>
    dependsOn.some(({ name, condition }) => name === service.name && condition === 'service_completed_successfully'),
  ) ||
  (service.profiles.length > 0 && service.restart === undefined && service.ports.length === 0);

/** Whether the engine can say that it is healthy; undefined for an image that nothing here tells about. */
export function hasHealthcheck({ healthcheck, built, image, build }: ComposeService): boolean | undefined {
  if (healthcheck?.disabled === true) return false;
  if (healthcheck?.test !== undefined) return true;
  if (built !== undefined) return built.healthcheck;
  if (build !== undefined) return undefined;
  return image !== undefined && isOfficial(image) ? false : undefined;
}

/** Docker's official images have no health check of their own. */
const isOfficial = (image: string): boolean =>
  /^(?:(?:index\.|registry-1\.)?docker\.io\/)?(?:library\/)?[a-z0-9._-]+(?:[:@]\S*)?$/u.test(image) &&
  !image.startsWith('localhost');

/** Whether some way of starting the setup starts both. */
export const mayRunTogether = (a: ComposeService, b: ComposeService): boolean =>
  a.profiles.length === 0 || b.profiles.length === 0 || a.profiles.some((profile) => b.profiles.includes(profile));

/** The networks of a service; the one that Compose makes where it names none. */
export function networksOf({ networks, networkMode }: ComposeService): string[] {
  if (networkMode !== undefined) return [];
  return networks.length === 0 ? ['default'] : networks.map(({ name }) => name);
}
