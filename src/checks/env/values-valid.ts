import { backendService } from '../../model/backend-service.js';
import { isContested } from '../../model/env-file.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { faultOf } from './value-rules.js';

export default defineCheck({
  id: 'env/values-valid',
  title: 'Values in .env can be right',
  why: 'Inside of a container localhost is the container itself, and a value that is no port, URL or level stops the server.',
  remedy:
    'Name the backend by its Compose service; or by host.docker.internal when it runs on this machine, on Linux with `extra_hosts: [host.docker.internal:host-gateway]`.',
  severity: 'error',
  references: [{ title: 'Networking in Compose', url: 'https://docs.docker.com/compose/how-tos/networking/' }],
  since: '0.1.0',
  needs: ['environment', 'project'],
  run({ environment, project: { services = [] } }) {
    const { path, exists, entries, problems } = environment;
    if (!exists) return { notApplicable: `There is no ${path}.` };
    const effective = entries.filter((entry) => entries.findLast(({ key }) => key === entry.key) === entry);
    return effective.flatMap((entry): Finding[] => {
      if (entry.empty) return [];
      const { key, value, line } = entry;
      const location = { uri: path, line };
      const wrong = value === undefined ? undefined : faultOf(environment, key, value);
      if (wrong !== undefined) {
        const { fault, remedy, severity } = wrong;
        return [
          { message: `${key}=${value} ${fault}.`, location, remedy, ...(severity !== undefined && { severity }) },
        ];
      }
      if (key !== 'FASTAPI_BASE_URL' || !entry.local) return [];
      const fixable = backendService(services) !== undefined && !isContested(problems, key);
      return [
        {
          message: `${key}${value === undefined ? '' : `=${value}`} points at the container itself.`,
          location,
          ...(fixable && { fix: 'env/values-valid' }),
        },
      ];
    });
  },
});
