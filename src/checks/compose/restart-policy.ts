import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, comesToAnEnd, lastingServices, NO_SERVICE, once, placeOf } from './services.js';
import { speaksStdio } from '../../model/speaks-stdio.js';

export default defineCheck({
  id: 'compose/restart-policy',
  title: 'Services that keep running are started again',
  why: 'Without a policy a container that ends, or a machine that starts again, leaves the service down until a person looks.',
  remedy: 'Write `restart: unless-stopped`.',
  severity: 'warning',
  references: [
    {
      title: 'Docker: restart policies',
      url: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
    },
  ],
  since: '0.1.0',
  needs: ['composeProject', 'settings'],
  run({ composeProject, settings }) {
    const services = lastingServices(composeProject).filter(({ service }) => !speaksStdio(service, settings));
    if (services.length === 0) return NO_SERVICE;
    return once(
      services
        .filter(({ service, setup }) => !comesToAnEnd(service, setup) || isPublished(service))
        .flatMap(({ service }) => judge(service)),
    );
  },
});

const isPublished = ({ ports }: ComposeService) => ports.length > 0;

function judge(service: ComposeService): Finding[] {
  const { name, restart } = service;
  if ((restart !== undefined && restart !== 'no') || 'deploy.restart_policy' in service.keys) return [];
  return [
    {
      message: `The service "${name}" ${restart === undefined ? 'has no restart policy' : 'is never started again'}.`,
      location: at(placeOf(service, 'restart')),
    },
  ];
}
