import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, comesToAnEnd, hasHealthcheck, lastingServices, NO_SERVICE, once, placeOf } from './services.js';
import { speaksStdio } from '../../model/speaks-stdio.js';

export default defineCheck({
  id: 'compose/healthchecks',
  title: 'Every service that keeps running has a health check',
  why: 'Without one `docker compose ps` says "running" of a server that hangs, `up --wait` does not wait, and nothing can depend on it.',
  remedy: 'Add HEALTHCHECK to the Dockerfile, or `healthcheck` with a `test` to the service.',
  severity: 'warning',
  references: [
    { title: 'Compose: healthcheck', url: 'https://docs.docker.com/reference/compose-file/services/#healthcheck' },
  ],
  since: '0.1.0',
  needs: ['composeProject', 'settings'],
  run({ composeProject, settings }) {
    const services = lastingServices(composeProject).filter(
      ({ service, setup }) => !comesToAnEnd(service, setup) && !speaksStdio(service, settings),
    );
    if (services.length === 0) return NO_SERVICE;
    return once(services.flatMap(({ service }) => judge(service)));
  },
});

function judge(service: ComposeService): Finding[] {
  const { name, healthcheck } = service;
  if (healthcheck?.disabled === true)
    return [
      {
        message: `The service "${name}" has its health check turned off.`,
        location: at(placeOf(service, 'healthcheck.disable', 'healthcheck')),
      },
    ];
  if (isConstant(healthcheck?.test))
    return [
      {
        message: `The health check of the service "${name}" says yes whatever happens: ${healthcheck?.test?.slice(1).join(' ') ?? ''}`,
        location: at(placeOf(service, 'healthcheck.test', 'healthcheck')),
        remedy: 'Ask the server, at /health for example.',
      },
    ];
  return hasHealthcheck(service) === false
    ? [{ message: `The service "${name}" has no health check, and its image brings none.`, location: at(service) }]
    : [];
}

function isConstant(test: readonly string[] | undefined): boolean {
  const text = test?.slice(1).join(' ').trim() ?? '';
  return /^(?:true|:|exit 0|echo\b[^|&;]*|\/bin\/true)$/u.test(text) || /\|\|\s*(?:true|exit 0|:)$/u.test(text);
}
