import { isContested, parseEnvFile, setEnvValue } from '../model/env-file.js';
import { defineFix } from './define-fix.js';

const KEY = 'SERVICE_AUTH_TOKEN';

/** Only a placeholder is replaced: a token that somebody chose is known to the backend too. */
export default defineFix({
  id: 'env/token-strong',
  title: 'Replace the placeholder of the service token by a random token',
  needs: ['environment'],
  reads: ['.env'],
  plan({ environment: { path, entries } }, { file, token }) {
    const text = file(path);
    if (text === undefined) return { because: `there is no ${path}` };
    if (isContested(parseEnvFile(text).problems, KEY))
      return { because: `${KEY} is set on more than one line, and a person has to choose which is meant` };
    if (entries.findLast(({ key }) => key === KEY)?.placeholder !== true)
      return { because: `${KEY} is no placeholder: the backend may know it, so only a person replaces it` };
    const changes = [`${KEY} becomes a new random token; the backend needs the same one`];
    return { edits: [{ path, content: setEnvValue(text, KEY, token()), changes }] };
  },
});
