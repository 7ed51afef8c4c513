import type { Facts } from '../../model/facts.js';
import { isContested } from '../../model/env-file.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

const ID = 'env/complete';
const NAMED = 8;
/** Secrets that a project makes for itself. */
const OWN_TOKENS = new Set(['SERVICE_AUTH_TOKEN']);

export default defineCheck({
  id: 'env/complete',
  title: 'Variables that the server needs, or its example shows, are set',
  why: 'A server without a variable that it requires exits right after its start; without one that the example shows it takes a default that may not be yours.',
  remedy: 'Copy .env.example to .env and fill in what it names.',
  severity: 'error',
  references: [
    { title: 'Compose: env_file', url: 'https://docs.docker.com/reference/compose-file/services/#env_file' },
  ],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment }) {
    const { path, exists, exampleKeys, required, entries, problems, asFiles = [] } = environment;
    // What the example does not show either, only a person knows.
    const mended = (key: string) =>
      (exampleKeys.includes(key) || OWN_TOKENS.has(key)) && !isContested(problems, key) && { fix: ID };
    const wanted = [...new Set([...required, ...pairOf(environment)])].filter((key) => !asFiles.includes(key));
    const nowhere = exists ? '' : `: there is no ${path}`;
    const find = (key: string) => entries.findLast((entry) => entry.key === key);
    const missing = wanted.flatMap((key): Finding[] => {
      const entry = find(key);
      if (entry === undefined)
        return [{ message: `${key} is required and not set${nowhere}.`, location: { uri: path }, ...mended(key) }];
      if (entry.empty)
        return [
          { message: `${key} is required and empty.`, location: { uri: path, line: entry.line }, ...mended(key) },
        ];
      return [];
    });
    const example = environment.examplePath ?? 'the example';
    const left = exampleKeys.filter(
      (key) => !wanted.includes(key) && !asFiles.includes(key) && find(key) === undefined,
    );
    const mild = { location: { uri: path }, severity: 'warning', fix: ID } as const;
    if (exists || left.length === 0)
      return [...missing, ...left.map((key) => ({ message: `${key} is in ${example} and not in ${path}.`, ...mild }))];
    const more = left.length > NAMED ? [`${left.length - NAMED} more`] : [];
    const names = new Intl.ListFormat('en').format([...left.slice(0, NAMED), ...more]);
    return [...missing, { message: `There is no ${path}, and ${example} shows ${names}.`, ...mild }];
  },
});

/** The address of a backend and the token towards it are of no use without each other. */
function pairOf({ entries }: Facts['environment']): string[] {
  const isSet = (key: string) => entries.some((entry) => entry.key === key && !entry.empty);
  const backend =
    isSet('FASTAPI_BASE_URL') || entries.some(({ key, value }) => key === 'STORAGE' && value === 'backend');
  return backend ? ['FASTAPI_BASE_URL', 'SERVICE_AUTH_TOKEN'] : [];
}
