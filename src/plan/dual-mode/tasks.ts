import { planMakefile } from '../makefile/plan-makefile.js';
import type { MakeProject } from '../makefile/make-target.js';
import { scriptsDocument } from '../scripts-document.js';
import { BACKEND, BACKEND_PORT, DATABASE, PROFILE, SERVER, type DualNames } from './services.js';

interface Tasks extends DualNames {
  readonly commands: NonNullable<MakeProject['commands']>;
}

/** The Makefile: that of the other projects, with a profile of which `up` leaves the service out. */
export const dualMakefile = ({ project, image, developmentImage, volume, network, commands }: Tasks) =>
  planMakefile({
    name: project,
    own: true,
    has: () => false,
    httpService: BACKEND,
    stdioService: SERVER,
    port: BACKEND_PORT,
    image,
    images: [image, developmentImage],
    services: ['postgres', BACKEND],
    volumes: [volume],
    network,
    stores: true,
    tokens: true,
    aws: false,
    backend: {
      service: BACKEND,
      migrate: `$(STACK) run --rm --entrypoint python ${BACKEND} -m app.main migrate`,
    },
    postgres: DATABASE,
    profile: { name: PROFILE, without: BACKEND },
    fresh: true,
    production: true,
    commands,
  });

/** Backup, restore, recovery, token, rolling restart and the round trip. */
export const dualScripts = (project: string) => ({
  ...scriptsDocument({
    stack: {
      store: { kind: 'postgres', key: 'postgres_data', service: 'postgres', ...DATABASE, writer: BACKEND },
      secrets: ['postgres_password'],
    },
    has: () => false,
    project,
    port: BACKEND_PORT,
    service: BACKEND,
    mode: 'fastapi',
    backend: BACKEND,
    profile: PROFILE,
    tokenIsVariable: true,
  }),
  server: SERVER,
});
