import { cloudKeys } from './secret-rules/cloud-keys.js';
import { credentialFiles } from './secret-rules/credential-files.js';
import { platformTokens } from './secret-rules/platform-tokens.js';
import { privateKeys } from './secret-rules/private-keys.js';
import type { SecretRule } from './secret-rules/secret-rule.js';
import { serviceTokens } from './secret-rules/service-tokens.js';
import { tokens } from './secret-rules/tokens.js';

/** Most telling first: of two rules that find the same value the first one names it. */
export const secretRules: readonly SecretRule[] = [
  ...privateKeys,
  ...cloudKeys,
  ...serviceTokens,
  ...platformTokens,
  ...credentialFiles,
  ...tokens,
];

export type { SecretPlace, SecretRule } from './secret-rules/secret-rule.js';
