/** Names of variables that hold a secret by convention; `…_FILE` and `…_URL` only say where one is. */
export const isSecretName = (name: string): boolean =>
  !/^(?:OLD)?PWD$/u.test(name) && (SURE.test(inWords(name)) || isLikelySecretName(name));

/**
 * Names that mostly hold a secret, and now and then only the name of something (`REDIS_KEY=tasks`): what such a variable holds
 * is hidden from logs, but calling it a secret wants a value that looks like one.
 */
export function isLikelySecretName(name: string): boolean {
  const words = inWords(name);
  return !SURE.test(words) && LIKELY.test(words) && !NO_SECRET.test(words);
}

/** `apiKey` as `api_Key`: both ways of writing are one. */
const inWords = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/gu, '_');

const SURE =
  /(?:PASSWORD|PASSWD|PASSPHRASE|(?:^|[_.-])(?:TOKEN|SECRET|PASS|PWD|API_?KEY|APIKEY|(?:SECRET|ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|AUTH|SESSION|JWT)_?KEY|CREDENTIALS?))$/iu;
const LIKELY =
  /(?:[_.-]KEY|(?:^|[_.-])(?:PAT|COOKIES?|AUTHORIZATION|AUTH_HEADER|(?:BASIC|HTTP|PROXY|REGISTRY)_?AUTH|CONN(?:ECTION)?_?STR(?:ING)?|DSN))$/iu;
/** Keys for everybody to read, keys into a table, and switches. */
const NO_SECRET =
  /(?:^|[_.-])(?:PUBLIC|PUB|PUBLISHABLE|SITE|GPG|PGP|PROJECT|PRIMARY|FOREIGN|UNIQUE|PARTITION|SORT|SHARD|CACHE|ROUTING|INDEX|LOOKUP|GROUP|MAP|OBJECT|HOT|COMPOSE|REGISTRY)_?KEY$|^(?:ENABLE|DISABLE|USE|REQUIRE|ALLOW|WITH|HAS|IS|NO|SKIP)D?[_.-]/iu;
