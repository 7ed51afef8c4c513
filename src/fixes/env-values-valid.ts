import { BACKEND_SERVICES, backendService } from '../model/backend-service.js';
import { isContested, parseEnvFile, setEnvValue } from '../model/env-file.js';
import { defineFix } from './define-fix.js';

const KEY = 'FASTAPI_BASE_URL';

export default defineFix({
  id: 'env/values-valid',
  title: 'Point FASTAPI_BASE_URL at the backend instead of the container itself',
  needs: ['environment', 'project'],
  reads: ['.env'],
  plan({ environment: { path, entries }, project: { services = [] } }, { file }) {
    const text = file(path);
    const local = entries.findLast(({ key }) => key === KEY)?.local === true;
    const { entries: now, problems } = parseEnvFile(text ?? '');
    const value = now.findLast(({ key }) => key === KEY)?.value;
    if (text === undefined || value === undefined || !local || !URL.canParse(value))
      return { because: `${KEY} does not point at the container itself, and other values only a person can correct` };
    if (isContested(problems, KEY))
      return { because: `${KEY} is set on more than one line, and a person has to choose which is meant` };
    const host = backendService(services);
    // Elsewhere than in Compose, where the backend runs is not to be seen from here.
    if (host === undefined)
      return { because: `the Compose files have no service named ${BACKEND_SERVICES.join(', ')} to point ${KEY} at` };
    const address = withHost(value, host);
    return {
      edits: [{ path, content: setEnvValue(text, KEY, address), changes: [`${KEY} names the host ${host}`] }],
    };
  },
});

/** Only the host changes; what follows stays as it was written. */
const withHost = (address: string, host: string) =>
  address.replace(/^([a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?)(?:\[[^\]]*\]|[^:/?#]*)/iu, (_, start: string) => start + host);
