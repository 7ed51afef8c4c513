const SCHEMES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_)MYSQL_/u, 'mysql'],
  [/(?:^|_)MONGO(?:DB)?_/u, 'mongodb'],
  [/(?:^|_)REDIS_/u, 'redis'],
  [/(?:^|_)(?:DATABASE|DB|PG|POSTGRES(?:QL)?)_/u, 'postgresql'],
];

/** A made-up value for a variable of which only the name is known: of the form that the name asks for, and of no use anywhere. */
export function placeholderFor(name: string): string {
  const scheme = SCHEMES.find(([pattern]) => pattern.test(name))?.[1];
  if (scheme !== undefined && /(?:^|_)(?:URL|URI|DSN)$/u.test(name)) return `${scheme}://localhost/none`;
  if (/(?:^|_)(?:URL|URI|ENDPOINT|BASE|SERVER|SITE)$/u.test(name)) return 'http://localhost';
  if (/(?:^|_)PORT$/u.test(name)) return '8080';
  if (/(?:^|_)(?:EMAIL|MAIL)$/u.test(name)) return 'nobody@example.com';
  if (/(?:^|_)REGION$/u.test(name)) return 'us-east-1';
  return 'dummy';
}
