import { defineCheck } from '../define-check.js';

const SHOWN = 20;

export default defineCheck({
  id: 'project/baseline-current',
  title: 'Everything in the baseline is still found',
  why: 'What was mended and still stands in the baseline may come back without being seen.',
  remedy: 'Write the baseline anew with `--update-baseline`, and commit it with what was mended.',
  severity: 'warning',
  references: [
    { title: 'MCP conformance: expected failures', url: 'https://github.com/modelcontextprotocol/conformance' },
  ],
  since: '0.1.0',
  needs: ['accepted'],
  run({ accepted: { baseline } }) {
    if (baseline === undefined) return { notApplicable: 'There is no baseline; --baseline names one.' };
    const { path, vanished } = baseline;
    const more = vanished.length - SHOWN;
    return [
      ...vanished.slice(0, SHOWN).map(({ id, message }) => ({
        message: `${id} is in the baseline, and not found any more: ${message}`,
        location: { uri: path },
      })),
      ...(more > 0
        ? [
            {
              message: `${more} more ${more === 1 ? 'finding' : 'findings'} of the baseline ${more === 1 ? 'is' : 'are'} not found any more.`,
              location: { uri: path },
            },
          ]
        : []),
    ];
  },
});
