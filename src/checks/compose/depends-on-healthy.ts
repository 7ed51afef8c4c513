import type { ComposeService, ComposeSetup } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { allServices, at, comesToAnEnd, hasHealthcheck, NO_SERVICE, once } from './services.js';

export default defineCheck({
  id: 'compose/depends-on-healthy',
  title: 'Services wait until what they need is well',
  why: 'A container that runs is not yet a database that answers: without a health check to wait for, the first start fails on a slow machine.',
  remedy: 'Write `condition: service_healthy` below the dependency, and give that service a `healthcheck`.',
  severity: 'error',
  references: [{ title: 'Compose: start order', url: 'https://docs.docker.com/compose/how-tos/startup-order/' }],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = allServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    if (services.every(({ service }) => service.dependsOn.length === 0))
      return { notApplicable: 'No service depends on another.' };
    return once(
      services.flatMap(({ service, setup }) => service.dependsOn.flatMap((one) => judge(service, one, setup))),
    );
  },
});

function judge(
  { name }: ComposeService,
  { name: on, condition, short, ...place }: ComposeService['dependsOn'][number],
  setup: ComposeSetup,
): Finding[] {
  const other = setup.services.find((service) => service.name === on);
  if (other === undefined || condition === 'service_completed_successfully') return [];
  const checked = hasHealthcheck(other);
  if (condition === 'service_healthy')
    return checked === false
      ? [
          {
            message: `The service "${name}" waits until "${on}" is healthy, and "${on}" has no health check: it never starts.`,
            location: at(place),
            remedy: `Give "${on}" a \`healthcheck\`.`,
          },
        ]
      : [];
  if (comesToAnEnd(other, setup)) return [];
  return [
    {
      message: `The service "${name}" waits for the start of "${on}" only${checked === false ? ', which has no health check' : ''}.`,
      location: at(place),
      // Somebody chose it, or nobody can say what the image brings.
      ...((!short || checked === undefined) && { severity: 'warning' as const }),
    },
  ];
}
