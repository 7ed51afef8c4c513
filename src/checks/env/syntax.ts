import { defineCheck } from '../define-check.js';

/** What the line was meant to say, only its author knows. */
const FOR_A_PERSON = new Set(['no-equals-sign', 'bad-key', 'conflict']);

export default defineCheck({
  id: 'env/syntax',
  title: '.env means the same to every reader',
  why: '`docker run --env-file` keeps quotes, spaces and comments behind a value as part of it, and Compose does not: the same file gives two different servers.',
  remedy:
    'Write one KEY=value per line: no quotes, no spaces around "=", comments on lines of their own, LF line ends.',
  severity: 'error',
  references: [
    { title: 'docker run --env-file', url: 'https://docs.docker.com/reference/cli/docker/container/run/#env' },
    { title: 'Comments behind values', url: 'https://github.com/docker/cli/issues/4404' },
  ],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment: { path, exists, problems } }) {
    if (!exists) return { notApplicable: `There is no ${path}.` };
    return problems.map(({ line, key, kind, message }) => ({
      message: key === undefined || message.includes(key) ? message : `${key}: ${message}`,
      location: { uri: path, line },
      ...(!FOR_A_PERSON.has(kind) && { fix: 'env/syntax' }),
    }));
  },
});
