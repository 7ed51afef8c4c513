import { isContested, parseEnvFile, setEnvValue } from '../model/env-file.js';
import { defineFix } from './define-fix.js';

/** Secrets that a project makes for itself. */
const OWN_TOKENS = new Set(['SERVICE_AUTH_TOKEN']);
const HEAD = '# Settings of this machine. Holds secrets: never commit it, never copy it into an image.\n';

export default defineFix({
  id: 'env/complete',
  title: 'Add what is missing in .env, as the example shows it',
  needs: ['environment'],
  reads: ['.env', '.env.example'],
  plan({ environment: { path, examplePath, required, exampleKeys } }, { file, token }) {
    const before = file(path);
    const examples = parseEnvFile((examplePath === undefined ? undefined : file(examplePath)) ?? '').entries;
    const { problems } = parseEnvFile(before ?? '');
    const changes: string[] = [];
    const left: string[] = [];
    let text = before ?? HEAD;
    for (const key of new Set([...exampleKeys, ...required, ...backendPair(text)])) {
      const current = parseEnvFile(text).entries.findLast((entry) => entry.key === key)?.value;
      const isRequired = required.includes(key) || OWN_TOKENS.has(key);
      if (current !== undefined && (current !== '' || !isRequired)) continue;
      if (isContested(problems, key)) {
        left.push(key);
        continue;
      }
      const shown = examples.findLast((entry) => entry.key === key)?.value ?? '';
      const made = OWN_TOKENS.has(key);
      // What only a person can know is left to a person.
      if (!made && shown === '' && isRequired) {
        left.push(key);
        continue;
      }
      text = setEnvValue(text, key, made ? token() : shown);
      changes.push(
        made ? `${key} is set to a new random token` : `${key} is set as in ${examplePath ?? 'the example'}`,
      );
    }
    if (changes.length === 0)
      return {
        because: left.length === 0 ? 'nothing is missing' : `only a person knows what to set ${left.join(', ')} to`,
      };
    return { edits: [{ path, content: text, changes, ...(before === undefined && { mode: 0o600 }) }] };
  },
});

function backendPair(text: string): string[] {
  const backend = parseEnvFile(text).entries.some(
    ({ key, value }) => (key === 'FASTAPI_BASE_URL' && value !== '') || (key === 'STORAGE' && value === 'backend'),
  );
  return backend ? ['SERVICE_AUTH_TOKEN'] : [];
}
