/** Issues tokens during development: one password, any name. Never for production. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { createApp } from './app.js';
import { Tokens } from './tokens.js';

const FINISH_LIMIT_MS = 5_000;

const log = (message, fields = {}, level = 'INFO') =>
  process.stdout.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, name: 'auth-server', message, ...fields })}\n`,
  );

const port = Number(process.env['PORT'] || '8080');
const issuer = (process.env['ISSUER'] || `http://127.0.0.1:${port}`).replace(/\/$/u, '');
const password = secret('AUTH_DEV_PASSWORD');
if (password.length < 16) {
  log('AUTH_DEV_PASSWORD is not set or shorter than 16 characters; make env makes one.', {}, 'ERROR');
  process.exit(1);
}

const server = createServer(createApp({ tokens: new Tokens({ issuer }), issuer, password, log }));
server.requestTimeout = 10_000;
server.listen(port, '0.0.0.0', () => {
  log('For development only: whoever has AUTH_DEV_PASSWORD is whoever they say.', {}, 'WARNING');
  log('Listening', { port, issuer });
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log('Stopping', { reason: signal });
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), FINISH_LIMIT_MS).unref();
  });
}

/** A value, or the content of the file that NAME_FILE names. */
function secret(name) {
  const file = process.env[`${name}_FILE`];
  return (file ? readFileSync(file, 'utf8') : (process.env[name] ?? '')).trim();
}
