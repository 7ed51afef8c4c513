import { generateKeyPairSync, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** Random characters: no token of this repository was ever valid, and none stands in it. */
export function random(length: number, alphabet = LETTERS + DIGITS): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Made-up secrets of every kind, in the shape that their issuers give them. */
export function madeUpSecrets() {
  const pem = (type: 'rsa' | 'ed25519') =>
    (type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')).privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
  return {
    github: `ghp_${random(36)}`,
    gitlab: `glpat-${random(20)}`,
    npm: `npm_${random(36)}`,
    npmAuth: `${random(8, DIGITS)}-${random(24)}`,
    slack: `xoxb-${random(12, DIGITS)}-${random(12, DIGITS)}-${random(24)}`,
    stripe: `sk_live_${random(24)}`,
    openai: `sk-proj-${random(64)}`,
    anthropic: `sk-ant-api03-${random(93)}AA`,
    google: `AIza${random(35)}`,
    awsId: `AKIA${random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    awsSecret: random(40, `${LETTERS}${DIGITS}+/`),
    otherAwsId: `AKIA${random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    otherAwsSecret: random(40, `${LETTERS}${DIGITS}+/`),
    password: `Tr0ub4dor-${random(6)}`,
    urlPassword: `pg-${random(14)}`,
    session: random(43),
    gitPassword: random(20),
    own: `${random(20)}-${random(22)}`,
    bearer: random(40),
    rsa: pem('rsa'),
    /** Of a library's own tests. */
    otherRsa: pem('rsa'),
    ed25519: pem('ed25519'),
  };
}
export type MadeUpSecrets = ReturnType<typeof madeUpSecrets>;
