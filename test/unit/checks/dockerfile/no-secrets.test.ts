import check from '../../../../src/checks/dockerfile/no-secrets.js';
import { contextFile, dockerfile } from '../../../support/file-facts.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';
import { testCheck } from '../../../support/test-check.js';

const secrets = madeUpSecrets();
const facts = (text: string, context: Parameters<typeof contextFile>[0] = {}) => ({
  ...dockerfile(text),
  contextFiles: [contextFile(context)],
});

testCheck(check, {
  pass: [
    {
      name: 'settings',
      facts: facts(
        'FROM a:1\nENV NODE_ENV=production PORT=3000 TOKEN_FILE=/run/secrets/token API_KEY= PASSWORD=${PASSWORD}\nARG VERSION=1\n',
      ),
    },
    { name: 'placeholders', facts: facts('FROM a:1\nENV API_KEY=changeme TOKEN=your-token-here\n') },
    {
      name: 'secrets that are mounted',
      facts: facts(
        'FROM a:1\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
      ),
    },
    { name: 'examples and public halves', facts: facts('FROM a:1\nCOPY .env.example id_rsa.pub ./\n') },
    {
      name: 'names that turn out to hold nothing',
      facts: facts('FROM a:1\nCOPY .npmrc ca.pem ./\n', {
        secretFiles: [
          { path: '.npmrc', holds: 'nothing' },
          { path: 'ca.pem', holds: 'nothing' },
        ],
      }),
    },
    {
      name: 'a file in a folder that is not copied',
      facts: facts('FROM a:1\nCOPY src ./src\n', { secretFiles: [{ path: 'keys/server.key', holds: 'secret' }] }),
    },
    { name: 'a copy from another stage', facts: facts('FROM a:1 AS b\nFROM a:1\nCOPY --from=b /root/.npmrc /x\n') },
  ],
  fail: [
    {
      name: 'literals',
      facts: facts(
        `FROM a:1\nENV PORT=1 \\\n  GITHUB_TOKEN=${secrets.github}\nARG NPM=${secrets.npm}\nLABEL note=${secrets.gitlab}\nRUN curl -H "Authorization: Bearer ${secrets.slack}" https://x\n`,
      ),
      messages: [
        'ENV GITHUB_TOKEN holds a GitHub token (rule github-token).',
        'ARG NPM holds an npm token (rule npm-token).',
        'LABEL note holds a GitLab token (rule gitlab-token).',
        'RUN holds a Slack token (rule slack-token).',
      ],
    },
    {
      name: 'a password of one’s own, and one in a URL',
      facts: facts('FROM a:1\nENV DB_PASSWORD=h7Gk2pQx9z DATABASE_URL=postgres://app:Zq8vN3tR@db/app\n'),
      messages: [
        'ENV DB_PASSWORD holds a literal secret (rule assigned-secret).',
        'ENV DATABASE_URL holds a password in a URL (rule url-password).',
      ],
    },
    {
      name: 'an argument for a secret',
      facts: facts('FROM a:1\nARG NPM_TOKEN\nARG API_KEY=""\n'),
      messages: [
        'ARG NPM_TOKEN asks for a secret: what is passed stays in the history and in the provenance of the image.',
        'ARG API_KEY asks for a secret: what is passed stays in the history and in the provenance of the image.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'copied files',
      facts: facts('FROM a:1\nCOPY .env .npmrc ./\nADD ./.aws /home/app/.aws\nCOPY certs/server.key /\n'),
      messages: [
        'COPY takes .env into a layer, a file that is made to hold secrets.',
        'COPY takes .npmrc into a layer, a file that is made to hold secrets.',
        'ADD takes .aws into a layer, a file that is made to hold secrets.',
        'COPY takes certs/server.key into a layer, a file that is made to hold secrets.',
      ],
    },
    {
      name: 'what the whole context takes along',
      facts: facts('FROM a:1\nCOPY . .\n', {
        secretFiles: [
          { path: 'config/prod.env', holds: 'secret' },
          { path: 'ca.pem', holds: 'nothing' },
        ],
      }),
      messages: ['COPY takes config/prod.env into a layer, a file that is made to hold secrets.'],
    },
  ],
});
