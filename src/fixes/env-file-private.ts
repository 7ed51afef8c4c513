import { defineFix } from './define-fix.js';

export default defineFix({
  id: 'env/file-private',
  title: 'Make .env readable by its owner only',
  needs: ['environment'],
  reads: ['.env'],
  plan({ environment: { path, mode } }, { file }) {
    if (file(path) === undefined || mode === undefined) return {};
    return { edits: [{ path, mode: 0o600, changes: [`mode ${mode} becomes 600`] }] };
  },
});
