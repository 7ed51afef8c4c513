import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';
import type { PushFault } from '../push-fault.js';

export const engineErrors = {
  ENGINE_UNREACHABLE: defineError<{
    endpoint: string;
    reason?: string;
    kind?: 'not-found' | 'refused' | 'timeout' | 'tls' | 'not-an-engine' | 'other';
  }>({
    exitCode: ExitCode.Environment,
    title: 'The Docker Engine does not answer',
    message: ({ endpoint, reason }) =>
      `No Docker Engine answers at ${endpoint}${reason === undefined ? '' : ` (${reason})`}.`,
    suggestions: () => [
      'Start Docker, then run `mcp-dock doctor`.',
      'Set DOCKER_HOST if the engine listens elsewhere.',
    ],
  }),
  ENGINE_PERMISSION: defineError<{ endpoint: string }>({
    exitCode: ExitCode.Environment,
    title: 'No permission to use the Docker Engine',
    message: ({ endpoint }) => `The engine at ${endpoint} refuses this user.`,
    suggestions: () => [
      'On Linux, add yourself to the group that owns the socket (usually `docker`) and log in again.',
    ],
  }),
  ENGINE_CONTEXT_INVALID: defineError<{ context: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The Docker context cannot be used',
    message: ({ context, reason }) => `Docker context "${context}": ${reason}`,
    suggestions: () => [
      'List contexts with `docker context ls`; choose one with `docker context use`, DOCKER_CONTEXT or DOCKER_HOST.',
    ],
  }),
  ENGINE_LOST: defineError<{ during: string }>({
    exitCode: ExitCode.Environment,
    title: 'The engine went away',
    message: ({ during }) => `The connection to the Docker Engine broke during: ${during}.`,
    suggestions: () => [
      'See whether the engine still runs with `mcp-dock doctor`.',
      'What was started is removed by the next run that reaches the engine.',
    ],
  }),
  ENGINE_REFUSED: defineError<{ during: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The engine refused',
    message: ({ during, reason }) => `The Docker Engine refused ${during}: ${reason}`,
    suggestions: () => ['Run `mcp-dock doctor` to see what is wrong with the engine.'],
  }),
  DISK_FULL: defineError<{ during: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The disk is full',
    message: ({ during, reason }) => `No space left during ${during}: ${reason}`,
    suggestions: () => [
      'Free space: `docker image prune` removes dangling images only, `docker builder prune` the build cache.',
    ],
  }),
  ARCHIVE_UNREADABLE: defineError<{ path: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The image archive cannot be read',
    message: ({ path, reason }) => `${path} cannot be read as an image: ${reason}`,
    suggestions: () => [
      '`docker save --output FILE IMAGE` writes a file for docker-archive:FILE, `docker buildx build --output type=oci,dest=FILE` one for oci-archive:FILE.',
    ],
  }),
  IMAGE_NOT_FOUND: defineError<{
    reference: string;
    registry?: string;
    /** Other tags of it that the engine has. */
    others?: readonly string[];
  }>({
    exitCode: ExitCode.Environment,
    title: 'No such image',
    message: ({ reference, registry }) =>
      registry === undefined
        ? `The engine has no image "${reference}".`
        : `The engine has no image "${reference}", and it could not be pulled: ${registry}`,
    suggestions: ({ reference, registry, others = [] }) => [
      ...(others.length === 0 ? [] : [`There is ${others.join(', ')}.`]),
      ...(registry === undefined
        ? ['Build it with `mcp-dock build`.', `Or pull it: docker pull ${reference}`]
        : [
            'List what there is with `docker image ls`, and check the spelling.',
            'Check the network and `docker login`.',
          ]),
    ],
  }),
  IMAGE_REFERENCE_INVALID: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The image reference is not valid',
    message: ({ reference, reason }) => `"${reference}" is no image reference: ${reason}`,
    suggestions: () => ['Write it as [registry/]name[:tag][@digest], all lower case: acme/weather:1.2.0.'],
  }),
  CONTAINER_NOT_FOUND: defineError<{ container: string }>({
    exitCode: ExitCode.Environment,
    title: 'No such container',
    message: ({ container }) => `The engine has no container "${container}".`,
    suggestions: () => ['List them with `docker ps --all`.'],
  }),
  PULL_FAILED: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'The image could not be pulled',
    message: ({ reference, reason }) => `${reference} could not be pulled: ${reason}`,
    suggestions: () => [
      'Check the reference, the network and `docker login`.',
      'Behind a proxy or mirror, see `mcp-dock doctor`.',
    ],
  }),
  PUSH_FAILED: defineError<{
    reference: string;
    reason: string;
    fault: PushFault;
    /** Host of the registry, as `docker login` names it; what only the action knows. */
    registry?: string;
    /** What the registry has since this run. */
    pushed?: readonly string[];
  }>({
    exitCode: ExitCode.Environment,
    title: 'The image could not be pushed',
    message: ({ reference, reason, fault, pushed = [] }) =>
      `${reference} could not be pushed: ${reason} (${fault})${pushed.length === 0 ? '' : `. Pushed before it: ${pushed.join(', ')}`}`,
    suggestions: ({ fault, registry = 'the registry', reference }) => nextAfterPush(fault, registry, reference),
  }),
};

function nextAfterPush(fault: PushFault, registry: string, reference: string): readonly string[] {
  const account = registry === 'docker.io' ? 'docker login' : `docker login ${registry}`;
  // Nobody but Docker may push there.
  const nobodys = registry === 'docker.io' && !reference.replace(/^docker\.io\/(?:library\/)?/u, '').includes('/');
  const named = 'Name the image with its registry and account, as in --tag ghcr.io/acme/weather:1.2.0.';
  const next: Readonly<Record<PushFault, readonly string[]>> = {
    unauthorized: [`Log in first: ${account}`],
    'insufficient-scope': [
      `The login is missing, or may read and not write: log in with a token that may push: ${account}`,
      ...(nobodys ? [named] : []),
    ],
    denied: nobodys
      ? [named]
      : [`See that this account may push to the repository and that it exists, then log in again: ${account}`],
    'no-such-host': [`Check the spelling of ${registry}, and the DNS of the machine on which the engine runs.`],
    unreachable: [`Check that ${registry} runs and that the engine's network, proxy and firewall lead there.`],
    tls: [
      `Let the engine trust the registry: put its CA into /etc/docker/certs.d/${registry}/ca.crt where the engine runs.`,
      'A registry without TLS has to stand in "insecure-registries" of the engine.',
    ],
    other: ['See what the registry says about it, and run `mcp-dock doctor`.'],
  };
  return next[fault];
}
