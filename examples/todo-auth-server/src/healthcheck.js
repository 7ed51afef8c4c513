/** Probe for HEALTHCHECK: exits with 0 or 1 and prints one line. */
import { get } from 'node:http';

const finish = (healthy, detail) => {
  console.log(`${healthy ? 'healthy' : 'unhealthy'}: ${detail}`);
  process.exit(healthy ? 0 : 1);
};
const port = process.env['PORT'] || '8080';
get({ host: '127.0.0.1', port, path: '/health', timeout: 2_000, agent: false }, ({ statusCode }) =>
  finish(statusCode === 200, `status ${statusCode}`),
)
  .on('timeout', () => finish(false, 'no answer within 2 s'))
  .on('error', ({ code }) => finish(false, `port ${port} does not answer (${code})`));
