import type { ChecklistName } from '../../model/asked-for.js';
import { bestPractices } from './best-practices.js';
import type { Checklist } from './checklist.js';
import { deployment } from './deployment.js';
import { preProduction } from './pre-production.js';
import { security } from './security.js';
import { success } from './success.js';

export const checklists: Readonly<Record<ChecklistName, Checklist>> = {
  security,
  'pre-production': preProduction,
  deployment,
  success,
  'best-practices': bestPractices,
};
