import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { allServices, at, once, placeOf } from './services.js';
import { speaksStdio } from '../../model/speaks-stdio.js';

export default defineCheck({
  id: 'compose/stdio-needs-client',
  title: 'A server over stdio is started by its client and not by `up`',
  why: 'Without an open standard input the server reads its end at once and exits; with a restart policy it does so again and again, and a client that waits for an answer hangs.',
  remedy:
    'Give the service `stdin_open: true`, `tty: false`, `restart: "no"` and a profile of its own; each client starts one with `docker compose run --rm --no-TTY NAME`.',
  severity: 'error',
  references: [
    { title: 'MCP: stdio', url: 'https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio' },
    { title: 'Compose: stdin_open', url: 'https://docs.docker.com/reference/compose-file/services/#stdin_open' },
  ],
  since: '0.1.0',
  needs: ['composeProject', 'settings'],
  run({ composeProject, settings }) {
    const services = allServices(composeProject).filter(({ service }) => speaksStdio(service, settings));
    if (services.length === 0) return { notApplicable: 'No service speaks stdio.' };
    return once(services.flatMap(({ service }) => judge(service)));
  },
});

function judge(service: ComposeService): Finding[] {
  const { name, stdinOpen, tty, profiles, restart, ports } = service;
  const findings: Finding[] = [];
  if (!stdinOpen) {
    const again =
      restart === undefined || restart === 'no' ? '' : `, and \`restart: ${restart}\` starts it again and again`;
    findings.push({
      message: `The service "${name}" speaks stdio and has no stdin_open: the server reads the end of its input and exits${again}.`,
      location: at(placeOf(service, 'stdin_open', 'restart')),
    });
  }
  if (tty)
    findings.push({
      message: `The service "${name}" speaks stdio and has a terminal, which repeats the input and changes line ends.`,
      location: at(placeOf(service, 'tty')),
      remedy: 'Write `tty: false`.',
    });
  if (profiles.length === 0)
    findings.push({
      message: `The service "${name}" speaks stdio, and \`docker compose up\` starts it with nobody to talk to.`,
      location: at(service),
      severity: 'warning',
      remedy: `Write \`profiles: [${name}]\`; \`docker compose run --rm --no-TTY ${name}\` starts it for a client.`,
    });
  const [port] = ports;
  if (port !== undefined)
    findings.push({
      message: `The service "${name}" speaks stdio and publishes a port, on which nothing listens.`,
      location: at(port),
      severity: 'warning',
      remedy: 'Remove `ports`, or start the server over HTTP.',
    });
  return findings;
}
