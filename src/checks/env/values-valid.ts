import type { Facts } from '../../model/facts.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

type Entry = Facts['environment']['entries'][number];

export default defineCheck({
  id: 'env/values-valid',
  title: 'Values in .env can be right',
  why: 'Inside of a container localhost is the container itself, and a value that is no port, URL or level stops the server.',
  remedy:
    'Name the backend by its Compose service, or host.docker.internal when it runs on this machine, and correct the values.',
  severity: 'error',
  references: [{ title: 'Networking in Compose', url: 'https://docs.docker.com/compose/how-tos/networking/' }],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment: { path, exists, entries } }) {
    if (!exists) return { notApplicable: `There is no ${path}.` };
    const effective = entries.filter((entry) => entries.findLast(({ key }) => key === entry.key) === entry);
    return effective.flatMap((entry) => (entry.empty ? [] : faultsOf(entry, path)));
  },
});

function faultsOf(entry: Entry, path: string): Finding[] {
  const { key, value, line } = entry;
  const location = { uri: path, line };
  if (key === 'FASTAPI_BASE_URL' && entry.local) {
    return [
      {
        message: `${key}${value === undefined ? '' : `=${value}`} points at the container itself.`,
        location,
        fix: 'env/values-valid',
      },
    ];
  }
  if (value === undefined) return [];
  const reason = RULES.find(({ names }) => names.test(key))?.fault(value);
  return reason === undefined ? [] : [{ message: `${key}=${value} ${reason}.`, location }];
}

interface Rule {
  readonly names: RegExp;
  /** What is wrong, in words. */
  fault(value: string): string | undefined;
}

const oneOf = (values: readonly string[]) => (value: string) =>
  values.includes(value.toLowerCase()) ? undefined : `is none of ${values.join(', ')}`;

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
  { names: /^(?:MCP_)?LOG_LEVEL$/u, fault: oneOf(['debug', 'info', 'warning', 'error', 'warn', 'critical']) },
  { names: /^LOG_FORMAT$/u, fault: oneOf(['json', 'text']) },
];
