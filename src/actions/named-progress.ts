import type { Progress } from '../ports/progress.js';

/** Progress of one of several works that go on side by side: everything it says begins with its name. */
export const namedProgress = (progress: Progress, name: string): Progress => ({
  step: (title, work) => progress.step(`${name}: ${title}`, work),
  group: (title, work) => progress.group(`${name}: ${title}`, work, { name }),
  note: (message) => progress.note(`${name}: ${message}`),
});
