import { defineFix } from './define-fix.js';

const FILE = '.gitignore';

export default defineFix({
  id: 'project/env-git-ignored',
  title: 'Add .env to .gitignore',
  needs: ['environment'],
  reads: [FILE],
  plan({ environment: { path } }, { file }) {
    const text = file(FILE) ?? '';
    if (text.split(/\r?\n/u).includes(path)) return { because: `${FILE} names ${path} already` };
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    return { edits: [{ path: FILE, content: `${text}${gap}${path}\n`, changes: [`a line "${path}" is added`] }] };
  },
});
