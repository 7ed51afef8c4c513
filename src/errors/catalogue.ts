import { buildErrors } from './catalogue/build.js';
import { clientErrors } from './catalogue/client.js';
import { detectionErrors } from './catalogue/detection.js';
import { engineErrors } from './catalogue/engine.js';
import { projectErrors } from './catalogue/project.js';
import { runErrors } from './catalogue/run.js';
import { usageErrors } from './catalogue/usage.js';

/** Every error a user can meet. Codes never change; tests compare codes, never sentences. */
export const catalogue = {
  ...usageErrors,
  ...projectErrors,
  ...detectionErrors,
  ...engineErrors,
  ...buildErrors,
  ...runErrors,
  ...clientErrors,
} as const;

export type ErrorCode = keyof typeof catalogue;
export type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof catalogue)[Code]['message']>[0];
