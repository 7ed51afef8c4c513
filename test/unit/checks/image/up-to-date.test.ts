import upToDate from '../../../../src/checks/image/up-to-date.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const BUILT = '2026-11-01T12:00:00Z';
const facts = (times: Readonly<Record<string, string>>, config: Parameters<typeof imageConfig>[0] = {}) => ({
  imageConfig: imageConfig({ createdAt: BUILT, ...config }),
  sources: {
    files: 40,
    newest: Object.entries(times).map(([path, modifiedAt]) => ({ path, modifiedAt })),
  },
});

testCheck(upToDate, {
  pass: [
    { name: 'files that are older', facts: facts({ 'src/main.ts': '2026-11-01T11:59:00Z' }) },
    { name: 'clocks that differ a little', facts: facts({ 'src/main.ts': '2026-11-01T12:00:01Z' }) },
    {
      name: 'a build that took all from its cache',
      facts: facts({ 'src/main.ts': '2026-11-02T09:00:00Z' }, { taggedAt: '2026-11-02T09:05:00Z' }),
    },
    { name: 'no files', facts: facts({}) },
  ],
  fail: [
    {
      name: 'files that were changed since',
      facts: facts({
        'src/main.ts': '2026-11-02T09:30:00Z',
        Dockerfile: '2026-11-01T12:10:00Z',
        'src/old.ts': '2026-10-01T12:00:00Z',
      }),
      messages: [
        'src/main.ts and Dockerfile changed after the image was built: it is of 2026-11-01 12:00 UTC, the last change of 2026-11-02 09:30 UTC.',
      ],
    },
  ],
  notApplicable: [
    {
      name: 'an image with a fixed time',
      facts: facts({ 'src/main.ts': BUILT }, { createdAt: '1970-01-01T00:00:00Z', taggedAt: '0001-01-01T00:00:00Z' }),
    },
  ],
});
