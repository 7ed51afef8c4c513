import { defineCheck } from '../define-check.js';
import { at } from './services.js';

export default defineCheck({
  id: 'compose/no-literal-secrets',
  title: 'Compose files hold no secret',
  why: 'Compose files are committed: whoever reads the repository, or its history, has the password.',
  remedy:
    'Take the value out and change it where it counts. Write `${NAME:?is not set}` and keep it in .env, or hand it over as a file under `secrets`.',
  severity: 'error',
  references: [
    { title: 'Compose: secrets', url: 'https://docs.docker.com/compose/how-tos/use-secrets/' },
    {
      title: 'Compose: variables',
      url: 'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
    },
  ],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject: { literalSecrets } }) {
    return literalSecrets.map(({ service, name, rule, title, fallback, development, ...place }) => ({
      message: `${service === undefined ? '' : `Service "${service}": `}${name === undefined ? 'The command' : name} ${
        fallback ? 'falls back to' : 'holds'
      } ${title} (rule ${rule}).`,
      location: at(place),
      ...((fallback || development) && { severity: 'warning' as const }),
    }));
  },
});
