import type { ImageConfig } from '../../model/facts/image.js';
import type { Settings } from '../../model/facts/settings.js';
import { TRANSPORTS_LABEL } from '../../model/tool.js';
import { readTransportsLabel } from '../../model/transports-label.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'image/config-as-declared',
  title: 'Image config agrees with the server',
  why: 'Tools and people read ports, working directory and transports from the image config; one that differs from the server misleads them.',
  remedy:
    'Bring EXPOSE, WORKDIR and the transports label of the Dockerfile in line with mcp-dock.yaml, then build again.',
  severity: 'warning',
  references: [
    { title: 'OCI image configuration', url: 'https://github.com/opencontainers/image-spec/blob/main/config.md' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'imageConfig'],
  run({ settings, imageConfig }) {
    const { reference } = imageConfig;
    return [
      portProblem(settings, imageConfig),
      // Only a project says that there is to be one; a static binary needs none.
      settings.configured ? workingDirProblem(imageConfig) : undefined,
      labelProblem(settings, imageConfig),
    ]
      .filter((message) => message !== undefined)
      .map((message) => ({
        message,
        ...(settings.configured ? {} : { remedy: REMEDY_WITHOUT_PROJECT }),
        location: { uri: reference },
        repro: `docker image inspect --format '{{json .Config}}' ${reference}`,
      }));
  },
});

const REMEDY_WITHOUT_PROJECT =
  'Bring EXPOSE and the transports label of the Dockerfile in line with where the server listens, then build again.';

function portProblem({ transports, transportsFrom }: Settings, { exposedPorts }: ImageConfig): string | undefined {
  if (transports.http === undefined) return undefined;
  const { port } = transports.http;
  if (exposedPorts.includes(`${port}/tcp`)) return undefined;
  const found = exposedPorts.length === 0 ? 'no port' : exposedPorts.join(', ');
  // Of an image without a word, the port is where it was found to listen.
  const where = transportsFrom === 'image' ? 'the server answers' : 'the HTTP transport is declared';
  return `The image config exposes ${found}; ${where} on port ${port}.`;
}

function workingDirProblem({ workingDir }: ImageConfig): string | undefined {
  return workingDir === '' || workingDir === '/' ? 'The image config sets no working directory.' : undefined;
}

function labelProblem(
  { transports, declared: inProject = transports, transportsFrom }: Settings,
  { labels }: ImageConfig,
): string | undefined {
  const label = labels[TRANSPORTS_LABEL];
  if (label === undefined) return undefined;
  const read = readTransportsLabel(label);
  if (read === undefined) return `The label ${TRANSPORTS_LABEL} is not the JSON of transports: ${label}`;
  if (transportsFrom !== 'config') return undefined;
  const said = described(read);
  const declared = described(inProject);
  return said === declared
    ? undefined
    : `The label ${TRANSPORTS_LABEL} says ${said}; mcp-dock.yaml declares ${declared}.`;
}

interface Transports {
  readonly http?: { readonly port?: number | undefined; readonly path?: string | undefined } | undefined;
  readonly stdio?: object | undefined;
}

/** The defaults are those of mcp-dock.yaml. */
function described({ http, stdio }: Transports): string {
  const words = [
    ...(http === undefined ? [] : [`HTTP on port ${http.port ?? 3000} at ${http.path ?? '/mcp'}`]),
    ...(stdio === undefined ? [] : ['stdio']),
  ];
  return words.length === 0 ? 'no transport' : words.join(' and ');
}
