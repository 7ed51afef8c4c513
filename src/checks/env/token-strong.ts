import { isContested } from '../../model/env-file.js';
import { defineCheck } from '../define-check.js';

/** 32 random bytes in base64url. */
const LENGTH = 43;
/** Random text of that length has fewer with a chance below one in a million. */
const DISTINCT = 16;
/** Secrets that a project makes for itself. What others hand out is as long as they please. */
const OWN = new Set(['SERVICE_AUTH_TOKEN']);

const ID = 'env/token-strong';

export default defineCheck({
  id: 'env/token-strong',
  title: 'Service token is long and random',
  why: 'The server starts with any token; whoever guesses it acts as this server towards the backend.',
  remedy:
    "Make one with `node -p \"require('node:crypto').randomBytes(32).toString('base64url')\"` and set it on both sides.",
  severity: 'error',
  references: [
    { title: 'NIST SP 800-63B: secrets of machines', url: 'https://pages.nist.gov/800-63-4/sp800-63b.html' },
  ],
  since: '0.1.0',
  needs: ['environment'],
  run({ environment: { path, entries, problems } }) {
    const tokens = entries.filter(({ key, empty }) => OWN.has(key) && !empty);
    if (tokens.length === 0) return { notApplicable: 'No service token is set.' };
    return tokens.flatMap(({ key, line, placeholder, length, urlSafe = true, distinct = DISTINCT }) => {
      const faults = [
        ...(placeholder ? ['is a placeholder'] : []),
        ...(!placeholder && length < LENGTH ? [`has ${length} characters, fewer than ${LENGTH}`] : []),
        ...(!placeholder && length >= LENGTH && distinct < DISTINCT ? ['repeats a few characters'] : []),
        ...(urlSafe ? [] : ['has characters other than letters, digits, "-" and "_"']),
      ];
      if (faults.length === 0) return [];
      // Of other characters the server takes some and refuses some; which these are is not known here.
      const outcome = !urlSafe
        ? ''
        : `; the server starts with it, and ${placeholder ? 'anyone can guess it' : 'it can be guessed'}`;
      return [
        {
          message: `${key} ${faults.join(' and ')}${outcome}.`,
          location: { uri: path, line },
          ...(placeholder && !isContested(problems, key) && { fix: ID }),
        },
      ];
    });
  },
});
