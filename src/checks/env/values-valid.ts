import type { Facts } from '../../model/facts.js';
import { backendService } from '../../model/backend-service.js';
import { isContested } from '../../model/env-file.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'env/values-valid',
  title: 'Values in .env can be right',
  why: 'Inside of a container localhost is the container itself, and a value that is no port, URL or level stops the server.',
  remedy:
    'Name the backend by its Compose service; or by host.docker.internal when it runs on this machine, on Linux with `extra_hosts: [host.docker.internal:host-gateway]`. Correct the other values.',
  severity: 'error',
  references: [{ title: 'Networking in Compose', url: 'https://docs.docker.com/compose/how-tos/networking/' }],
  since: '0.1.0',
  needs: ['environment', 'project'],
  run({ environment, project: { services = [] } }) {
    const { path, exists, entries, problems } = environment;
    if (!exists) return { notApplicable: `There is no ${path}.` };
    const effective = entries.filter((entry) => entries.findLast(({ key }) => key === entry.key) === entry);
    const rules = rulesFor(environment);
    return effective.flatMap((entry): Finding[] => {
      if (entry.empty) return [];
      const { key, value, line } = entry;
      const location = { uri: path, line };
      const reason = value === undefined ? undefined : rules.find(({ names }) => names.test(key))?.fault(value);
      if (reason !== undefined) return [{ message: `${key}=${value} ${reason}.`, location }];
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
interface Rule {
  readonly names: RegExp;
  /** What is wrong, in words. */
  fault(value: string): string | undefined;
}

const oneOf =
  (values: readonly string[], written: (value: string) => string = (value) => value) =>
  (value: string) =>
    values.includes(written(value)) ? undefined : `is none of ${values.join(', ')}`;

/** Those of the bundled server, which takes them in small letters too. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
const OTHER_LEVELS = ['TRACE', 'WARN', 'NOTICE', 'CRITICAL', 'FATAL', 'SILENT'];

/** `LOG_LEVEL` is everybody's name: the bundled server is told by the name that only it has. */
function rulesFor({ entries, exampleKeys, documentedKeys = [] }: Facts['environment']): readonly Rule[] {
  const bundled = [...entries.map(({ key }) => key), ...exampleKeys, ...documentedKeys].includes('MCP_LOG_LEVEL');
  const levels = bundled ? LOG_LEVELS : [...LOG_LEVELS, ...OTHER_LEVELS];
  return [...RULES, { names: /^(?:MCP_)?LOG_LEVEL$/u, fault: oneOf(levels, (value) => value.toUpperCase()) }];
}

const RULES: readonly Rule[] = [
  {
    names: /(?:^|_)PORT$/u,
    fault: (value) =>
      /^\d{1,5}$/u.test(value) && Number(value) >= 1 && Number(value) <= 65_535 ? undefined : 'is no port (1 to 65535)',
  },
  {
    names: /_URL$/u,
    fault: (value) => (/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/iu.test(value) ? undefined : 'is no URL'),
  },
  { names: /^LOG_FORMAT$/u, fault: oneOf(['json', 'text']) },
];
