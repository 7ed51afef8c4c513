import check from '../../../../src/checks/compose/no-literal-secrets.js';
import { compose, services } from '../../../support/compose-facts.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';
import { testCheck } from '../../../support/test-check.js';

const { github, stripe } = madeUpSecrets();
const web = (...lines: string[]) => compose(services(['web', ...lines]));

testCheck(check, {
  pass: [
    {
      name: 'variables',
      facts: web('environment: { POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?is not set}", TOKEN: "$TOKEN" }'),
    },
    { name: 'files', facts: web('environment: { POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password }') },
    { name: 'names without a value', facts: web('environment: [TOKEN, API_KEY=]') },
    {
      name: 'words that say that they are none',
      facts: web('environment: { TOKEN: not-a-secret, API_KEY: dummy, MYSQL_ALLOW_EMPTY_PASSWORD: "yes" }'),
    },
    {
      name: 'a URL whose password is a variable',
      facts: web('environment: { DATABASE_URL: "postgres://app:${PW}@db/app" }'),
    },
    { name: 'a URL without a password', facts: web('environment: { DATABASE_URL: "postgres://app@db/app" }') },
    {
      name: 'a password that the shell inside fills in',
      facts: web("command: sh -c 'redis-server --requirepass $$REDIS_PASSWORD'"),
    },
    { name: 'a key into a table', facts: web('environment: { CACHE_KEY: tasks }') },
  ],
  fail: [
    {
      name: 'a weak password',
      facts: web('environment: { POSTGRES_PASSWORD: postgres }'),
      messages: ['Service "web": POSTGRES_PASSWORD holds a literal secret (rule assigned-secret).'],
    },
    {
      name: 'the same in a list',
      facts: web('environment: ["POSTGRES_PASSWORD=postgres"]'),
      messages: ['Service "web": POSTGRES_PASSWORD holds a literal secret (rule assigned-secret).'],
    },
    {
      name: 'tokens, whatever they are called',
      facts: web(`environment: { A: ${github} }`, 'build: { args: { B: ', `  ${stripe} } }`),
      messages: [
        'Service "web": A holds a GitHub token (rule github-token).',
        'Service "web": B holds a Stripe secret key (rule stripe-key).',
      ],
    },
    {
      name: 'a default',
      facts: web('environment: { TOKEN: "${TOKEN:-letmein}" }'),
      messages: ['Service "web": TOKEN falls back to a literal secret (rule assigned-secret).'],
      severities: ['warning'],
    },
    {
      name: 'passwords in URLs',
      facts: web('environment: { A: "redis://:hunter2@redis:6379", B: "postgres://u:${PW:-hunter2}@db/x" }'),
      messages: [
        'Service "web": A holds a password in a URL (rule url-password).',
        'Service "web": B falls back to a password in a URL (rule url-password).',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'an option of a command',
      facts: web('command: redis-server --requirepass hunter2'),
      messages: ['Service "web": The command holds a literal secret behind --requirepass (rule assigned-secret).'],
    },
    {
      name: 'an anchor, once',
      facts: compose(
        `x-env: &env { TOKEN: letmein }\n${services(['a', 'environment: *env'], ['b', 'environment: *env'])}`,
      ),
      messages: ['Service "a": TOKEN holds a literal secret (rule assigned-secret).'],
    },
    {
      name: 'a file for developing',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.override.yaml': 'services:\n  web:\n    environment: { TOKEN: letmein }\n',
      }),
      messages: ['Service "web": TOKEN holds a literal secret (rule assigned-secret).'],
      severities: ['warning'],
    },
    {
      name: 'a secret in the file itself',
      facts: compose(`${services(['web'])}secrets: { token: { content: letmein } }\n`),
      messages: ['token holds a literal secret (rule assigned-secret).'],
    },
  ],
});
