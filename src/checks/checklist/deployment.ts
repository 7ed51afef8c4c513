import { answerOf } from '../checklists/fill-in.js';
import { deployment } from '../checklists/deployment.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'checklist/deployment',
  title: 'The deployment checklist holds',
  why: 'What a deployment needs lies in many files; a list shows what of it nobody has looked at.',
  remedy: 'Mend what the checks behind a line name, and do by hand what is marked as manual.',
  severity: 'info',
  references: [],
  asked: { flag: '--checklist', names: ['deployment'] },
  since: '0.2.0',
  needs: ['results'],
  run: ({ results }) => answerOf(deployment, results),
});
