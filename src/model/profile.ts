import { z } from 'zod';
import type { CheckDefinition } from './check.js';

/** How much a run asks, the least first. */
export const profileSchema = z.enum(['quick', 'standard', 'full']);
export type Profile = z.infer<typeof profileSchema>;

/** Areas whose checks read files and nothing else, which costs next to nothing. */
const OF_FILES = new Set(['dockerfile', 'deps', 'ignore', 'env', 'compose', 'deploy', 'project']);

/** The smallest profile in which a check runs: its own word, else `quick` for one of files and `standard` for all others. */
export const profileOf = ({ id, profile }: Pick<CheckDefinition, 'id' | 'profile'>): Profile =>
  profile ?? (OF_FILES.has(id.split('/')[0] ?? '') ? 'quick' : 'standard');

/** Whether a profile is large enough for a check. */
export const isInProfile = (check: Pick<CheckDefinition, 'id' | 'profile'>, profile: Profile): boolean =>
  profileSchema.options.indexOf(profileOf(check)) <= profileSchema.options.indexOf(profile);
