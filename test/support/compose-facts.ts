import type { ComposeProject, ComposeService } from '../../src/model/facts/compose.js';
import { readCompose } from './compose-problems.js';

const BUILT: NonNullable<ComposeService['built']> = {
  dockerfile: 'Dockerfile',
  healthcheck: true,
  entrypoint: ['/server'],
  command: [],
  exposes: [3000],
  environment: {},
};

/** The image of a service that is built here. */
export const built = (overrides: Partial<typeof BUILT> = {}) => ({ ...BUILT, ...overrides });

interface Beside {
  /** What Dockerfiles say, by service. */
  readonly built?: Readonly<Record<string, ComposeService['built']>>;
  /** Files of variables that are not there. */
  readonly missing?: readonly string[];
}

/** The fact of Compose files with those texts, by path; of one text it is compose.yaml. */
export function compose(
  files: string | Readonly<Record<string, string>>,
  { built: images = {}, missing = [] }: Beside = {},
): { composeProject: ComposeProject } {
  const project = readCompose(typeof files === 'string' ? { 'compose.yaml': files } : files);
  const setups = project.setups.map((setup) => ({
    ...setup,
    services: setup.services.map((service) => ({
      ...service,
      ...(images[service.name] !== undefined && { built: images[service.name] }),
      envFiles: service.envFiles.map((file) => ({ ...file, there: !missing.includes(file.path) })),
    })),
  }));
  return { composeProject: { ...project, setups } };
}

/** Services with these lines each, below the image that every one of them has. */
export const services = (...all: readonly (readonly [name: string, ...lines: string[]])[]): string =>
  `services:\n${all
    .map(([name, ...lines]) =>
      [`  ${name}:`, `    image: example.com/${name}:1`, ...lines.map((line) => `    ${line}`)].join('\n'),
    )
    .join('\n')}\n`;
