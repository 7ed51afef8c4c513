import { answerOf } from '../checklists/fill-in.js';
import { bestPractices } from '../checklists/best-practices.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'checklist/best-practices',
  title: 'The best practices are followed',
  why: 'Each of them is small, and each that is left out shows months later.',
  remedy: 'Mend what the checks behind a line name, and do by hand what is marked as manual.',
  severity: 'info',
  references: [],
  asked: { flag: '--checklist', names: ['best-practices'] },
  since: '0.2.0',
  needs: ['results'],
  run: ({ results }) => answerOf(bestPractices, results),
});
