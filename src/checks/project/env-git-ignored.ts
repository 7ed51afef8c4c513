import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/env-git-ignored',
  title: '.env stays out of Git',
  why: 'A secret that was committed once is in every clone for good, whatever later commits do.',
  remedy:
    'Add `.env` to .gitignore; if it is tracked, run `git rm --cached .env` and give every secret in it a new value.',
  severity: 'error',
  references: [{ title: 'gitignore', url: 'https://git-scm.com/docs/gitignore' }],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment: { path, gitTracked, gitIgnored } }) {
    if (gitTracked === undefined && gitIgnored === undefined)
      return { notApplicable: 'This folder is no Git working copy, or Git is not there.' };
    return [
      ...(gitTracked === true
        ? [{ message: `${path} is tracked by Git.`, location: { uri: path }, repro: `git ls-files -- ${path}` }]
        : []),
      ...(gitIgnored === false
        ? [
            {
              message: `No rule of .gitignore covers ${path}.`,
              location: { uri: '.gitignore' },
              repro: `git check-ignore --verbose --no-index ${path}`,
              fix: 'project/env-git-ignored',
            },
          ]
        : []),
    ];
  },
});
