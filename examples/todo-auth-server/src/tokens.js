import { createHash, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';

export const LIFETIME_SECONDS = 3600;
const SCOPE = 'user read';
/** ECDSA in the form that tokens use: both numbers one after the other. */
const FORM = { dsaEncoding: 'ieee-p1363' };

/** Signs tokens with a key that is as old as this process, and recognises them again. */
export class Tokens {
  #issuer;
  #now;
  #privateKey;
  #publicKey;
  #jwk;

  /** @param {{ issuer: string, now?: () => number }} options */
  constructor({ issuer, now = Date.now }) {
    this.#issuer = issuer;
    this.#now = now;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    // The thumbprint of RFC 7638: members by name, nothing else.
    const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    this.#jwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
  }

  /** What others check tokens with. */
  get keys() {
    return { keys: [this.#jwk] };
  }

  /**
   * @param {{ subject: string, audience: string }} claims
   * @returns {string}
   */
  issue({ subject, audience }) {
    const now = this.#seconds();
    const header = { alg: 'ES256', typ: 'at+jwt', kid: this.#jwk.kid };
    const claims = {
      iss: this.#issuer,
      sub: subject,
      aud: audience,
      client_id: 'development',
      scope: SCOPE,
      iat: now,
      exp: now + LIFETIME_SECONDS,
      jti: randomUUID(),
    };
    const signed = `${encode(header)}.${encode(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: this.#privateKey, ...FORM }).toString('base64url')}`;
  }

  /**
   * Whose token it is; undefined unless it was issued here, for that audience, and is still valid.
   *
   * @param {string} token
   * @param {string} audience
   * @returns {string | undefined}
   */
  subjectOf(token, audience) {
    const [header, claims, signature, ...more] = token.split('.');
    if (signature === undefined || more.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${claims}`);
    if (!verify('sha256', signed, { key: this.#publicKey, ...FORM }, Buffer.from(signature, 'base64url')))
      return undefined;
    // Nobody else has the key, so what was signed is what was written above.
    const { sub, aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return aud === audience && exp > this.#seconds() ? sub : undefined;
  }

  #seconds() {
    return Math.floor(this.#now() / 1000);
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
