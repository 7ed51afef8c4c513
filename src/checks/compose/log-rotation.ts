import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, lastingServices, NO_SERVICE, once, placeOf } from './services.js';

export default defineCheck({
  id: 'compose/log-rotation',
  title: 'Logs of every service are rotated',
  why: 'The engine keeps every line that a container ever wrote, until the disk is full.',
  remedy: 'Write `logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }`.',
  severity: 'warning',
  references: [{ title: 'Docker: json-file', url: 'https://docs.docker.com/engine/logging/drivers/json-file/' }],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = lastingServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    return once(services.flatMap(({ service }) => judge(service)));
  },
});

function judge(service: ComposeService): Finding[] {
  const { name, logging } = service;
  const driver = logging?.driver ?? 'json-file';
  // Every other driver hands the lines on, or rotates by itself.
  if (driver !== 'json-file') return [];
  const size = logging?.options['max-size'];
  const location = at(placeOf(service, 'logging.options', 'logging'));
  if (size === undefined || size === '-1')
    return [{ message: `The logs of the service "${name}" have no largest size.`, location }];
  return logging?.options['max-file'] === undefined
    ? [
        {
          message: `The logs of the service "${name}" are cut at ${size}, and nothing older is kept: max-file is missing.`,
          location,
        },
      ]
    : [];
}
