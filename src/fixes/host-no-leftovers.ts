import { defineFix } from './define-fix.js';

export default defineFix({
  id: 'host/no-leftovers',
  title: 'Remove containers that earlier runs left behind',
  needs: ['leftovers'],
  reads: [],
  plan: ({ leftovers }) =>
    leftovers.length === 0
      ? { because: 'no container is left behind' }
      : { removals: leftovers.map(({ id, name, image }) => ({ id, name, image })) },
});
