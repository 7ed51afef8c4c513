import type { Facts } from '../model/facts.js';
import type { ComposeProject, ComposeService } from '../model/facts/compose.js';
import type { Settings } from '../model/facts/settings.js';
import { namesHttp, speaksStdio } from '../model/speaks-stdio.js';
import { defineDerivedFact } from './define-probe.js';

type Said = Facts['composeTransports'][number];

/** Of the services that are there to stay, those that the project's own Dockerfile makes. */
export default defineDerivedFact({
  fact: 'composeTransports',
  // Without Compose files nobody says anything, which is known as well.
  from: ['settings', 'composeProject'],
  derive: ({ settings, composeProject }) =>
    settings === undefined || composeProject === undefined ? [] : saidIn(composeProject, settings),
});

function saidIn({ setups }: ComposeProject, settings: Settings): Said[] {
  const said = setups
    .filter(({ development }) => !development)
    .flatMap(({ services }) => services)
    .filter(({ built }) => built?.dockerfile === 'Dockerfile')
    .flatMap((service) => saidOf(service, settings));
  return [...new Map(said.map((one) => [`${one.service} ${one.transport}`, one])).values()];
}

function saidOf(service: ComposeService, settings: Settings): Said[] {
  const { name, file, line } = service;
  if (speaksStdio(service, settings)) return [{ service: name, transport: 'stdio', file, line }];
  // What answers at a port may as well be a page for people or a callback: it is MCP where somebody says so.
  const named = namesHttp(service);
  const port = service.ports.find(
    ({ protocol, target }) =>
      protocol === 'tcp' &&
      target !== undefined &&
      (target === settings.transports.http?.port || (named && target !== settings.metrics?.port)),
  );
  return port === undefined ? [] : [{ service: name, transport: 'http', file: port.file, line: port.line }];
}
