import { answerOf } from '../checklists/fill-in.js';
import { success } from '../checklists/success.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'checklist/success',
  title: 'The success criteria hold',
  why: 'They say when a project is done, and not only when it runs.',
  remedy: 'Mend what the checks behind a line name, and do by hand what is marked as manual.',
  severity: 'info',
  references: [],
  asked: { flag: '--checklist', names: ['success'] },
  since: '0.2.0',
  needs: ['results'],
  run: ({ results }) => answerOf(success, results),
});
