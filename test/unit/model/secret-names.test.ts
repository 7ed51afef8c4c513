import { describe, expect, it } from 'vitest';
import { isSecretName } from '../../../src/model/secret-names.js';

describe('isSecretName', () => {
  it.each([
    'SERVICE_AUTH_TOKEN',
    'apiKey',
    'DB_PASS',
    'jwt_secret',
    'AWS_SECRET_ACCESS_KEY',
    'PGPASSWORD',
    'MYSQL_PWD',
    'GITHUB_PAT',
    'OPENAI_KEY',
    'openaiKey',
    'STRIPE_LIVE_KEY',
    'COOKIE',
    'SESSION_COOKIE',
    'BASIC_AUTH',
    'AUTHORIZATION',
    'CONNECTION_STRING',
    'AzureWebJobsConnectionString',
    'SENTRY_DSN',
  ])('takes %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each([
    'TOKEN_URL',
    'PASSWORD_FILE',
    'GPG_KEY',
    'PUBLIC_KEY',
    'JWT_PUBLIC_KEY',
    'SSH_PUB_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'RECAPTCHA_SITE_KEY',
    'SONAR_PROJECT_KEY',
    'PRIMARY_KEY',
    'SORT_KEY',
    'CACHE_KEY',
    'KEY',
    'KEYBOARD',
    'KEY_COUNT',
    'OPENAI_KEY_FILE',
    'HOTKEY',
    'PATH',
    'COMPAT',
    'COOKIE_NAME',
    'ENABLE_COOKIE',
    'USE_BASIC_AUTH',
    'OAUTH',
    'AUTH',
    'CONNECTION_STRING_NAME',
    'PWD',
    'OLDPWD',
    'BYPASS',
    'MONKEY',
  ])('leaves %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
