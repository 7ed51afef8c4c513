import check from '../../../../src/checks/ignore/keeps-needed-files.js';
import { contextFile } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Source = ReturnType<typeof contextFile>['sources'][number];
const sources = (...found: Partial<Source>[]) => ({
  contextFiles: [
    contextFile({
      sources: found.map((source) => ({
        line: 2,
        stage: 0,
        keyword: 'COPY',
        source: 'src',
        pattern: false,
        state: 'sent',
        ...source,
      })),
    }),
  ],
});

testCheck(check, {
  pass: [
    { name: 'what is sent', facts: sources({}) },
    { name: 'a pattern that nothing fits', facts: sources({ source: 'yarn.loc[k]', pattern: true, state: 'absent' }) },
  ],
  fail: [
    {
      name: 'a file that a rule keeps out',
      facts: sources({ source: './uv.lock', state: 'ignored', path: 'uv.lock', rule: { text: '*.lock', line: 7 } }),
      messages: ['COPY wants ./uv.lock and a rule keeps it out ("*.lock", .dockerignore:7).'],
    },
    {
      name: 'a pattern of which nothing is left',
      facts: sources({ source: 'package*.json', pattern: true, state: 'ignored', path: 'package.json' }),
      messages: ['COPY wants package*.json, of which package.json is there, and a rule keeps it out.'],
    },
    {
      name: 'a file that is not there',
      facts: sources({ source: 'dist', state: 'absent', path: 'dist' }),
      messages: ['COPY wants dist, and there is no such file in the project.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'nothing that is copied', facts: sources() }],
});
