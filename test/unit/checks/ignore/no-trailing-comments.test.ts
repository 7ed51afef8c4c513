import check from '../../../../src/checks/ignore/no-trailing-comments.js';
import { contextFile } from '../../../support/file-facts.js';
import type { Facts } from '../../../../src/model/facts.js';
import { testCheck } from '../../../support/test-check.js';

const ignore = (...rules: { text: string; indent?: boolean }[]): Pick<Facts, 'ignoreFiles' | 'contextFiles'> => ({
  ignoreFiles: [
    {
      image: 'weather',
      context: '.',
      path: '.dockerignore',
      rules: rules.map((rule, index) => ({ line: index + 1, ...rule })),
    },
  ],
  contextFiles: [contextFile({ entries: [{ path: 'notes #1.md', kind: 'file', ignored: false }] })],
});

testCheck(check, {
  pass: [
    { name: 'patterns', facts: ignore({ text: '.env' }, { text: 'a#b' }, { text: '!README.md' }) },
    { name: 'a file with such a name', facts: ignore({ text: 'notes #1.md' }) },
  ],
  fail: [
    {
      name: 'a comment behind a pattern',
      facts: ignore({ text: '.env # secrets' }, { text: 'node_modules\t#x' }),
      messages: [
        '".env # secrets" is one pattern: "# secrets" is no comment there.',
        '"node_modules\t#x" is one pattern: "#x" is no comment there.',
      ],
    },
    {
      name: 'a comment that is indented',
      facts: ignore({ text: '# secrets', indent: true }),
      messages: ['"# secrets" does not begin in the first column, and so is a pattern.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    { name: 'no file', facts: { ignoreFiles: [{ image: 'weather', context: '.', rules: [] }], contextFiles: [] } },
  ],
});
