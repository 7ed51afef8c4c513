import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { at, lastingServices, NO_SERVICE, once, placeOf } from './services.js';

export default defineCheck({
  id: 'compose/resource-limits',
  title: 'Every service has a limit of processor and memory',
  why: 'One container that leaks or spins takes the memory and the processors of all others on the machine.',
  remedy:
    'Write `deploy: { resources: { limits: { cpus: "0.5", memory: 512M } } }`, with more where a service needs it.',
  severity: 'warning',
  references: [
    { title: 'Compose: deploy.resources', url: 'https://docs.docker.com/reference/compose-file/deploy/#resources' },
  ],
  aliases: ['CIS-DI-5.10', 'CIS-DI-5.11'],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = lastingServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    return once(services.flatMap(({ service }) => judge(service)));
  },
});

function judge(service: ComposeService): Finding[] {
  const { name, limits, reservations } = service;
  const missing = [
    ...(limits.cpus === undefined ? ['processors'] : []),
    ...(limits.memoryBytes === undefined ? ['memory'] : []),
  ];
  const findings: Finding[] = [];
  if (missing.length > 0)
    findings.push({
      message: `The service "${name}" has no limit of ${missing.join(' and ')}.`,
      location: at(placeOf(service, 'deploy.resources.limits', 'deploy.resources', 'deploy')),
    });
  if ((reservations.memoryBytes ?? 0) > (limits.memoryBytes ?? Infinity))
    findings.push({
      message: `The service "${name}" reserves ${formatBytes(reservations.memoryBytes ?? 0)}, more than its limit of ${formatBytes(limits.memoryBytes ?? 0)}: the engine refuses that.`,
      location: at(placeOf(service, 'deploy.resources.reservations.memory', 'mem_reservation')),
      remedy: 'Reserve less than the limit.',
    });
  if ((reservations.cpus ?? 0) > (limits.cpus ?? Infinity))
    findings.push({
      message: `The service "${name}" reserves ${reservations.cpus} processors, more than its limit of ${limits.cpus}.`,
      location: at(placeOf(service, 'deploy.resources.reservations.cpus')),
      remedy: 'Reserve less than the limit.',
    });
  return findings;
}
