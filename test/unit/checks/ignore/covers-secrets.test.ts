import check from '../../../../src/checks/ignore/covers-secrets.js';
import { contextFile, dockerfile } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const BROAD = dockerfile('FROM a:1\nCOPY . .\n');
const NARROW = dockerfile('FROM a:1\nCOPY src ./src\n');
const asked = (...open: string[]) =>
  ['.env', '.env.local', '.npmrc'].map((path) => ({ path, ignored: !open.includes(path) }));

testCheck(check, {
  pass: [
    { name: 'rules for all of them', facts: { ...BROAD, contextFiles: [contextFile({ asked: asked() })] } },
    {
      name: 'a file with such a name and nothing in it',
      facts: {
        ...BROAD,
        contextFiles: [contextFile({ asked: asked('.npmrc'), secretFiles: [{ path: '.npmrc', holds: 'nothing' }] })],
      },
    },
    {
      name: 'a file that is copied by its name',
      facts: {
        ...dockerfile('FROM a:1\nCOPY .npmrc package.json ./\n'),
        contextFiles: [contextFile({ asked: asked('.npmrc') })],
      },
    },
    {
      name: 'folders that installs make',
      facts: { ...BROAD, contextFiles: [contextFile({ asked: [{ path: 'node_modules', ignored: false }] })] },
    },
  ],
  fail: [
    {
      name: 'a key that no instruction takes along',
      facts: {
        ...NARROW,
        contextFiles: [contextFile({ asked: asked(), secretFiles: [{ path: 'tests/key.pem', holds: 'secret' }] })],
      },
      messages: ['tests/key.pem is sent to the build, and holds a secret.'],
      severities: ['warning'],
    },
    {
      name: 'names without a rule',
      facts: { ...BROAD, contextFiles: [contextFile({ asked: asked('.env', '.env.local') })] },
      messages: ['No rule keeps out .env and .env.local.'],
    },
    {
      name: 'names that no instruction takes along',
      facts: { ...NARROW, contextFiles: [contextFile({ asked: asked('.env') })] },
      messages: ['No rule keeps out .env.'],
      severities: ['warning'],
    },
    {
      name: 'no file',
      facts: {
        ...BROAD,
        contextFiles: [contextFile({ ignoreFile: undefined as never, asked: asked('.env', '.npmrc') })],
      },
      messages: ['There is no .dockerignore, so .env and .npmrc would be sent to the build.'],
    },
    {
      name: 'files that are there',
      facts: {
        ...BROAD,
        contextFiles: [
          contextFile({
            asked: asked(),
            secretFiles: [
              { path: 'keys/server.key', holds: 'secret' },
              { path: 'big.pem', holds: 'unread' },
            ],
          }),
        ],
      },
      messages: ['keys/server.key is sent to the build, and holds a secret.', 'big.pem is sent to the build.'],
    },
  ],
  notApplicable: [{ name: 'no Dockerfile', facts: { ...BROAD, contextFiles: [] } }],
});
