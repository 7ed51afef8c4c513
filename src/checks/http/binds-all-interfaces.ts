import { cleanText } from '../../model/clean-text.js';
import { isLoopbackSocket } from '../../model/container-ports.js';
import { defineCheck } from '../define-check.js';
import { aroundServer } from '../mcp-repro.js';
import { otherPortRemedy, portsOf } from './other-port.js';

export default defineCheck({
  id: 'http/binds-all-interfaces',
  title: 'Server is reachable from outside its container',
  why: 'A server that listens on the loopback address of its container answers its own health check and nobody else.',
  remedy: 'Bind to 0.0.0.0 inside the container, and publish the port on 127.0.0.1 outside of it.',
  severity: 'error',
  references: [
    {
      title: 'Docker: Publishing and exposing ports',
      url: 'https://docs.docker.com/get-started/docker-concepts/running-containers/publishing-ports/',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['reachability', 'settings'],
  run({ reachability: { port, reachable, listening, error, publishedPort, command }, settings }) {
    if (reachable) return [];
    if (listening?.length === 0)
      return { notApplicable: 'Nothing listens inside the container; start/ready-in-time says more.' };
    const own = listening?.filter((address) => address.endsWith(`:${port}`)) ?? [];
    const open = own.find((address) => !isLoopbackSocket(address));
    // By its address it can be reached: it came up too late, or says nothing that is HTTP.
    if (open !== undefined)
      return { notApplicable: `The server listens on ${cleanText(open, 60)}; start/ready-in-time says more.` };
    const addresses = (own.length > 0 ? own : (listening ?? [])).map((address) => cleanText(address, 60)).join(', ');
    const another = own.length === 0 && listening !== undefined;
    const where =
      listening === undefined
        ? `Port ${port} does not answer from outside the container`
        : own.length > 0
          ? `The server listens on ${addresses} inside the container, so port ${port} does not answer from outside`
          : publishedPort === undefined
            ? `Nothing listens on port ${port} inside the container, only on ${addresses}`
            : `The published port ${publishedPort} goes to port ${port} of the container, where nothing listens; the server listens on ${addresses}`;
    const message = `${where}${error === undefined ? '' : ` (${cleanText(error, 100)})`}.`;
    const ask = `curl -sS -m 5 http://127.0.0.1:${publishedPort ?? port}${settings.transports.http?.path ?? '/'}`;
    const repro = command === undefined || publishedPort !== undefined ? ask : aroundServer(command, ask);
    if (!another) return [{ message, repro }];
    const remedy =
      publishedPort === undefined
        ? otherPortRemedy(listening, settings)
        : `Publish the port on which it listens: -p 127.0.0.1:${publishedPort}:${portsOf(listening)[0] ?? 'PORT'}.`;
    return [{ message, remedy, repro }];
  },
});
