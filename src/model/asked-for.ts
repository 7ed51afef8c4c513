import { z } from 'zod';

/** Consumers of an image whose own flags and rules `verify --target` replays. */
export const consumerSchema = z.enum([
  'docker-catalog',
  'docker-gateway',
  'glama',
  'kubernetes-restricted',
  'mcp-registry',
  'platforms',
  'smithery',
  'toolhive',
]);
export type Consumer = z.infer<typeof consumerSchema>;

/** Lists for people that `verify --checklist` fills in. */
export const checklistNameSchema = z.enum(['security', 'pre-production', 'deployment', 'success', 'best-practices']);
export type ChecklistName = z.infer<typeof checklistNameSchema>;

/** What makes a check run that is left out otherwise. */
export type AskedBy =
  | { readonly flag: '--target'; readonly names: readonly Consumer[] }
  | { readonly flag: '--checklist'; readonly names: readonly ChecklistName[] }
  | { readonly flag: '--conformance'; readonly names?: undefined };

/** The flags by which a check is asked for, as they are written. */
export const askedWords = ({ flag, names }: AskedBy): string[] =>
  names === undefined ? [flag] : names.map((name) => `${flag} ${name}`);
