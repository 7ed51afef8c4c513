import { defineFix } from './define-fix.js';

export default defineFix({
  id: 'env/file-private',
  title: 'Make .env readable by its owner only',
  needs: ['environment'],
  reads: ['.env'],
  plan({ environment: { path, mode } }, { file }) {
    if (file(path) === undefined) return { because: `there is no ${path}` };
    if (mode === undefined) return { because: 'this system has no file modes' };
    return { edits: [{ path, mode: 0o600, changes: [`mode ${mode} becomes 600`] }] };
  },
});
