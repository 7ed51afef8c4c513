import { answerOf } from '../checklists/fill-in.js';
import { security } from '../checklists/security.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'checklist/security',
  title: 'The security checklist holds',
  why: 'A list that is ticked off by hand is ticked off once; what a check says holds for this image.',
  remedy: 'Mend what the checks behind a line name, and do by hand what is marked as manual.',
  severity: 'info',
  references: [],
  asked: { flag: '--checklist', names: ['security'] },
  since: '0.2.0',
  needs: ['results'],
  run: ({ results }) => answerOf(security, results),
});
