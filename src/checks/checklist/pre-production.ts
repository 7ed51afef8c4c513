import { answerOf } from '../checklists/fill-in.js';
import { preProduction } from '../checklists/pre-production.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'checklist/pre-production',
  title: 'The pre-production checklist holds',
  why: 'What is missing here is missed in production first.',
  remedy: 'Mend what the checks behind a line name, and do by hand what is marked as manual.',
  severity: 'info',
  references: [],
  asked: { flag: '--checklist', names: ['pre-production'] },
  since: '0.2.0',
  needs: ['results'],
  run: ({ results }) => answerOf(preProduction, results),
});
