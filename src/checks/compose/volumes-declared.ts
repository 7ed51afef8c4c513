import type { ComposeService, ComposeSetup } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { isSecretPath } from '../../model/context-names.js';
import { defineCheck } from '../define-check.js';
import { allServices, at, isProduction, lastingServices, NO_SERVICE, once } from './services.js';

export default defineCheck({
  id: 'compose/volumes-declared',
  title: 'Volumes are declared, credentials read-only, and sources stay in the image',
  why: 'A mount over the sources runs something else than the image that was tested; one with credentials that may be written to lets the container change them on this machine.',
  remedy:
    'Declare named volumes under `volumes`, add `:ro` to credentials, and keep mounts of sources in compose.override.yaml.',
  severity: 'error',
  references: [{ title: 'Compose: volumes', url: 'https://docs.docker.com/reference/compose-file/services/#volumes' }],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = allServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    if (services.every(({ service }) => service.mounts.length === 0))
      return { notApplicable: 'No service has a volume.' };
    return once([
      ...services.flatMap(({ service, setup }) => [...undeclared(service, setup), ...writable(service)]),
      ...lastingServices(composeProject).flatMap(({ service, setup }) => sources(service, setup)),
    ]);
  },
});

function undeclared({ name, mounts }: ComposeService, { volumes, incomplete }: ComposeSetup): Finding[] {
  if (incomplete) return [];
  return mounts
    .filter(
      ({ type, source = '' }) => type === 'volume' && source !== '' && !volumes.some((known) => known.name === source),
    )
    .map((mount) => ({
      message: `The service "${name}" mounts the volume "${mount.source}", which is not declared under volumes.`,
      location: at(mount),
      remedy: `Declare \`${mount.source}\` under \`volumes\`, or write \`./${mount.source}\` where a folder is meant.`,
    }));
}

const CREDENTIALS =
  /(?:^|\/)(?:\.aws|\.ssh|\.kube|\.gnupg|\.docker|\.azure|\.config\/gcloud|\.config\/gh|\.oci|\.netrc|\.npmrc|\.git-credentials)(?:\/|$)/u;

function writable({ name, mounts }: ComposeService): Finding[] {
  return mounts
    .filter(
      ({ type, source = '', readOnly }) =>
        type === 'bind' && !readOnly && (CREDENTIALS.test(source) || isSecretPath(source)),
    )
    .map((mount) => ({
      message: `The service "${name}" can write to ${mount.source}, which holds credentials.`,
      location: at(mount),
      remedy: 'Add `:ro`, or `read_only: true` in the long form.',
    }));
}

const SOURCE_FOLDER = /(?:^|\/)(?:src|app|lib|server|source|code|dist)$/u;

function sources({ name, mounts }: ComposeService, setup: ComposeSetup): Finding[] {
  const contexts = new Set(setup.services.flatMap(({ build }) => build?.context ?? []));
  return mounts
    .filter(
      ({ type, source = '' }) =>
        type === 'bind' &&
        !/^[~/\\]|^[A-Za-z]:/u.test(source) &&
        (source === '.' || contexts.has(source) || SOURCE_FOLDER.test(source)),
    )
    .map((mount) => ({
      message: `The service "${name}" mounts the sources in ${mount.source === '.' ? 'this folder' : mount.source} over ${mount.target}.`,
      location: at(mount),
      ...(!isProduction(setup) && { severity: 'warning' as const }),
    }));
}
