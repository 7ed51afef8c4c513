import check from '../../../../src/checks/ignore/covers-noise.js';
import { contextFile, manifestFacts } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const NODE = manifestFacts({ 'package.json': '{}' });
const folder = (path: string, ignored = false) => ({ path, kind: 'folder' as const, ignored });
const wants = (source: string) => ({
  line: 2,
  stage: 0,
  keyword: 'COPY',
  source,
  pattern: false,
  state: 'sent' as const,
});

testCheck(check, {
  pass: [
    {
      name: 'rules for what is there',
      facts: {
        ...NODE,
        contextFiles: [
          contextFile({
            entries: [folder('.git', true), folder('src')],
            asked: [{ path: 'node_modules', ignored: true }],
          }),
        ],
      },
    },
    {
      name: 'tests that a stage copies',
      facts: { ...NODE, contextFiles: [contextFile({ entries: [folder('test')], sources: [wants('./test/')] })] },
    },
    {
      name: 'folders of another language',
      facts: { ...NODE, contextFiles: [contextFile({ asked: [{ path: '.venv', ignored: false }] })] },
    },
    {
      name: 'the same names further down',
      facts: { ...NODE, contextFiles: [contextFile({ entries: [folder('src/docs')] })] },
    },
  ],
  fail: [
    {
      name: 'what is there',
      facts: { ...NODE, contextFiles: [contextFile({ entries: [folder('.git'), folder('docs'), folder('.idea')] })] },
      messages: ['No rule keeps out .git, docs, and .idea.'],
    },
    {
      name: 'what an install makes',
      facts: { ...NODE, contextFiles: [contextFile({ asked: [{ path: 'node_modules', ignored: false }] })] },
      messages: ['No rule keeps out node_modules.'],
    },
    {
      name: 'no file',
      facts: { ...NODE, contextFiles: [contextFile({ ignoreFile: undefined as never, entries: [folder('.git')] })] },
      messages: ['There is no .dockerignore, so .git would be sent to the build.'],
    },
  ],
  notApplicable: [{ name: 'no Dockerfile', facts: { ...NODE, contextFiles: [] } }],
});
