import { IN_DEPENDENCIES, OF_DEPENDENCIES, SETTINGS_FILE, type SecretRule } from './secret-rule.js';

/** Tokens that name no issuer. */
export const tokens: readonly SecretRule[] = [
  {
    id: 'jwt-admin',
    title: 'a JSON Web Token of an administrator',
    anchors: ['eyJ[A-Za-z0-9_-]{10,600}\\.eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,600}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,1000}/gu,
    minEntropy: 4,
    notPath: OF_DEPENDENCIES,
    claims: /"(?:role|roles|scope|scp)":(?:"[^"]{0,400}|\[[^\]]{0,400})\b(?:service_role|admin|superuser|root)\b/u,
  },
  {
    id: 'jwt',
    title: 'a JSON Web Token',
    anchors: ['eyJ[A-Za-z0-9_-]{10,600}\\.eyJ'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,600}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,1000}/gu,
    minEntropy: 4,
    path: SETTINGS_FILE,
    notPath: IN_DEPENDENCIES,
    // The anonymous key of Supabase is for every browser.
    claims: /^(?!.*"role":"anon")/u,
    // The token on the front page of jwt.io.
    nearMiss: /SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c/u,
  },
  {
    id: 'bearer-token',
    title: 'a bearer token',
    anchors: ['Bearer [A-Za-z0-9_.~+/=-]{20}'],
    pattern: /[Bb]earer (?<value>[A-Za-z0-9_.~+/=-]{20,2000})/gu,
    minEntropy: 3.5,
    places: ['env', 'label', 'history', 'log'],
  },
];
