import type { Part } from './part.js';

/** A workflow that does to every change what a person does before a release. It is a template of its own. */
export const ci: Part = {
  id: 'ci',
  title: 'a workflow for GitHub that tests, builds and verifies every change',
  requires: [],
  contribute: () => ({
    notes: [
      '`.github/workflows/container.yml` tests, builds and verifies every change, and once a week on newer base images.',
    ],
  }),
};
