import { parseEnvFile, setEnvValue } from '../model/env-file.js';
import { defineFix } from './define-fix.js';

const KEY = 'FASTAPI_BASE_URL';
/** Names under which projects run their backend, likeliest first. */
const SERVICES = ['backend', 'api', 'fastapi'];

export default defineFix({
  id: 'env/values-valid',
  title: 'Point FASTAPI_BASE_URL at the backend instead of the container itself',
  needs: ['environment', 'project'],
  reads: ['.env', '.env.example'],
  plan({ environment: { path, examplePath, entries }, project: { services = [] } }, { file }) {
    const text = file(path);
    const local = entries.findLast(({ key }) => key === KEY)?.local === true;
    const value = parseEnvFile(text ?? '').entries.findLast(({ key }) => key === KEY)?.value;
    if (text === undefined || value === undefined || !local || !URL.canParse(value)) return {};
    const example = (examplePath === undefined ? undefined : file(examplePath)) ?? '';
    const service =
      SERVICES.find((name) => services.includes(name)) ??
      SERVICES.find((name) => example.includes(`${KEY}=http://${name}:`));
    // Without such a service, the backend runs on this machine.
    const host = service ?? 'host.docker.internal';
    const address = withHost(value, host);
    return {
      edits: [{ path, content: setEnvValue(text, KEY, address), changes: [`${KEY} names the host ${host}`] }],
    };
  },
});

/** Only the host changes; what follows stays as it was written. */
const withHost = (address: string, host: string) =>
  address.replace(/^([a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?)(?:\[[^\]]*\]|[^:/?#]*)/iu, (_, start: string) => start + host);
