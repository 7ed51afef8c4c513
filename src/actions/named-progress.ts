import type { Progress, ProgressGroup } from '../ports/progress.js';

/** Progress of one of several works that go on side by side: everything it says begins with its name. */
export const namedProgress = (progress: Progress, name: string): Progress => ({
  step: (title, work) => progress.step(`${name}: ${title}`, work),
  group: (title, work) => progress.group(`${name}: ${title}`, work, { name }),
  note: (message) => progress.note(`${name}: ${message}`),
});

const SILENT: ProgressGroup = { update() {}, log() {}, open() {}, updateStep() {}, close() {} };

/** Progress that only has notes: where each work ends with a line of its own. */
export const notesOnly = ({ note }: Pick<Progress, 'note'>): Progress => ({
  step: async (_title, work) => work(SILENT),
  group: async (_title, work) => work(SILENT),
  note,
});
