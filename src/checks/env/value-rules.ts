import type { Facts } from '../../model/facts.js';

/** What is wrong with a value, as the end of a sentence that begins with it, and what to write. */
export interface ValueFault {
  readonly fault: string;
  readonly remedy: string;
  readonly severity?: 'warning';
}

interface Rule {
  readonly names: RegExp;
  judge(value: string, key: string): ValueFault | undefined;
}

/** What the value of a variable cannot be; undefined when nothing speaks against it. */
export function faultOf(environment: Facts['environment'], key: string, value: string): ValueFault | undefined {
  const fault = rulesFor(environment)
    .find(({ names }) => names.test(key))
    ?.judge(value, key);
  // Other servers call a host so as well.
  const mild = fault?.fault === 'is no URL' && key !== 'FASTAPI_BASE_URL' && !isBundled(environment);
  return fault === undefined ? undefined : { ...fault, ...(mild && { severity: 'warning' as const }) };
}

const oneOf =
  (values: readonly string[], written: (value: string) => string = (value) => value): Rule['judge'] =>
  (value, key) =>
    values.includes(written(value))
      ? undefined
      : { fault: `is none of ${values.join(', ')}`, remedy: `Set ${key} to one of ${values.join(', ')}.` };

const fitting =
  (holds: (value: string) => boolean, what: string): Rule['judge'] =>
  (value, key) =>
    holds(value) ? undefined : { fault: `is no ${what}`, remedy: `Set ${key} to a ${what}.` };

/** As the server counts: what is no number at all, or has a fraction, is none of them. */
const wholeNumber = (min: number, max: number): Rule['judge'] =>
  fitting(
    (value) => isBetween(value, min, max) && Number.isInteger(Number(value)),
    `whole number from ${min} to ${max}`,
  );

const isBetween = (value: string, min: number, max: number) => Number(value) >= min && Number(value) <= max;

/** Those of the bundled server, which takes them in small letters too. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
const OTHER_LEVELS = ['TRACE', 'WARN', 'NOTICE', 'CRITICAL', 'FATAL', 'SILENT'];

const url: Rule['judge'] = (value, key) => {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/iu.test(value)) return undefined;
  // `backend:8000`, which lacks only its beginning.
  const host = /^[\w.-]+(?::\d+)?(?:\/\S*)?$/u.test(value);
  return {
    fault: 'is no URL',
    remedy: host ? `Write http://${value}.` : `Set ${key} to a whole URL, with http:// or https:// before the host.`,
  };
};

/** Of names that say what they hold, whoever reads them. */
const EVERYWHERE: readonly Rule[] = [
  {
    names: /(?:^|_)PORT$/u,
    judge: fitting((value) => /^\d{1,5}$/u.test(value) && isBetween(value, 1, 65_535), 'port (1 to 65535)'),
  },
  { names: /_URL$/u, judge: url },
  { names: /^LOG_FORMAT$/u, judge: oneOf(['json', 'text']) },
];

const FLAGS = ['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', '1', '0', 'enabled', 'disabled'];
const flag: Rule['judge'] = (value, key) =>
  FLAGS.includes(value.toLowerCase())
    ? undefined
    : { fault: 'is neither true nor false', remedy: `Set ${key} to true or false.` };

/** Of the bundled server alone: it does not start with anything else. A test holds them against the server itself. */
const BUNDLED: readonly Rule[] = [
  { names: /^(?:DEBUG|METRICS_ENABLED|BACKEND_STARTUP_CHECK)$/u, judge: flag },
  { names: /^STORAGE$/u, judge: oneOf(['sqlite', 'backend']) },
  { names: /^CORS_MAX_AGE$/u, judge: wholeNumber(0, 86_400) },
  { names: /^BACKEND_MAX_RETRIES$/u, judge: wholeNumber(0, 10) },
  {
    names: /^BACKEND_TIMEOUT$/u,
    judge: fitting(
      (value) => Number(value) > 0 && isBetween(value, 0, 3_600),
      'number of seconds above 0, at most 3600',
    ),
  },
  {
    names: /^RATE_LIMIT$/u,
    judge: fitting(
      (value) => /^[1-9]\d{0,6}\s*\/\s*(?:second|minute|hour)$/iu.test(value.trim()),
      'number per second, minute or hour, such as 100/minute',
    ),
  },
];

/** `LOG_LEVEL` is everybody's name: the bundled server is told by the name that only it has. */
function rulesFor(environment: Facts['environment']): readonly Rule[] {
  const bundled = isBundled(environment);
  const levels = bundled ? LOG_LEVELS : [...LOG_LEVELS, ...OTHER_LEVELS];
  return [
    ...EVERYWHERE,
    { names: /^(?:MCP_)?LOG_LEVEL$/u, judge: oneOf(levels, (value) => value.toUpperCase()) },
    ...(bundled ? BUNDLED : []),
  ];
}

const isBundled = ({ entries, exampleKeys, documentedKeys = [] }: Facts['environment']): boolean =>
  [...entries.map(({ key }) => key), ...exampleKeys, ...documentedKeys].includes('MCP_LOG_LEVEL');
