import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'env/file-private',
  title: '.env is readable by its owner only',
  why: 'It holds secrets, and every other user of this machine could read them.',
  remedy: 'Run `chmod 600 .env`.',
  severity: 'warning',
  references: [{ title: 'chmod', url: 'https://man7.org/linux/man-pages/man1/chmod.1.html' }],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment: { path, exists, mode } }) {
    if (!exists) return { notApplicable: `There is no ${path}.` };
    if (mode === undefined) return { notApplicable: 'File modes do not exist on this system.' };
    if (/^[0-7]00$/u.test(mode)) return [];
    return [
      {
        message: `${path} has mode ${mode}, so others can use it too.`,
        location: { uri: path },
        measured: mode,
        limit: '600',
        repro: `ls -l ${path}`,
        fix: 'env/file-private',
      },
    ];
  },
});
