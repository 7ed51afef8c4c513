import { createHash } from 'node:crypto';

/** Tells two secrets apart without showing either: the first 8 hex characters of the SHA-256. */
export const fingerprintOf = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 8);
