import check from '../../../../src/checks/project/docs-present.js';
import type { DocumentFact } from '../../../../src/model/facts/documents.js';
import { testCheck } from '../../../support/test-check.js';

const page = (overrides: Partial<DocumentFact> = {}) => ({
  path: 'README.md',
  headings: [{ text: 'weather', line: 1 }],
  links: [],
  makeTargets: [],
  truncated: false,
  ...overrides,
});

testCheck(check, {
  pass: [
    { name: 'a README', facts: { documents: [page({ links: [{ target: 'docs/a.md', line: 3, state: 'there' }] })] } },
    { name: 'one below docs', facts: { documents: [page({ path: 'docs/README.md' })] } },
  ],
  fail: [
    { name: 'nothing', facts: { documents: [] }, messages: ['There is no README.md.'] },
    {
      name: 'one of a folder below',
      facts: { documents: [page({ path: 'backend/README.md' })] },
      messages: ['There is no README.md.'],
    },
    { name: 'an empty one', facts: { documents: [page({ headings: [] })] }, messages: ['README.md has no heading.'] },
    {
      name: 'links that lead nowhere',
      facts: {
        documents: [
          page({
            links: [
              { target: 'docs/gone.md', line: 3, state: 'absent' },
              { target: '#gone', line: 4, state: 'no-heading' },
              { target: '#gone', line: 9, state: 'no-heading' },
            ],
          }),
        ],
      },
      messages: [
        'README.md links to docs/gone.md, and there is no such file.',
        'README.md links to #gone, and there is no such heading.',
      ],
    },
  ],
});
