/** An image reference, taken apart as far as checks need it. */
export interface ImageName {
  /** Without tag and digest, and without `docker.io/library/`. */
  readonly repository: string;
  /** Its last piece. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /**
   * One of Docker's own images, by its name: at Docker Hub, or under a folder of a mirror, which keeps the names. Acme's `node` is
   * not told apart from those, and means the same nearly always.
   */
  readonly official: boolean;
}

const OFFICIAL = new Set(
  'alpine amazonlinux busybox debian ubuntu fedora rockylinux node python golang rust ruby php openjdk eclipse-temurin gcc perl buildpack-deps elixir erlang swift maven gradle bash nginx httpd caddy traefik haproxy postgres mysql mariadb mongo redis valkey memcached rabbitmq influxdb'.split(
    ' ',
  ),
);

export function imageName(reference: string): ImageName {
  const at = reference.indexOf('@');
  const named = at < 0 ? reference : reference.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const repository = (tagged ? named.slice(0, colon) : named)
    .replace(/^(?:index\.)?docker\.io\//u, '')
    .replace(/^library\//u, '');
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const parent = repository.split('/').at(-2);
  return {
    repository,
    name,
    ...(tagged && { tag: named.slice(colon + 1) }),
    ...(at >= 0 && { digest: reference.slice(at + 1) }),
    official:
      OFFICIAL.has(name) &&
      (parent === undefined ||
        parent === 'library' ||
        /^(?:hub|dockerhub|docker|mirror|docker-hub)$/u.test(parent) ||
        isHost(parent)),
  };
}

const isHost = (piece: string) => /[.:]|^localhost$/u.test(piece);

/** Whether that name alone, without a tag, is known to be an image and no stage. */
export const isWellKnown = (reference: string): boolean => {
  const { official, tag, digest } = imageName(reference);
  return official || tag !== undefined || digest !== undefined || reference.includes('/');
};

/** Images whose user is not root without an instruction that says so. */
export function startsUnprivileged(reference: string): boolean {
  const { repository, tag = '' } = imageName(reference);
  return /nonroot/u.test(tag) || repository.startsWith('cgr.dev/chainguard/') || repository.startsWith('dhi.io/');
}

/** Servers whose own entrypoint gives up root. */
export const dropsRootItself = (reference: string): boolean =>
  /^(?:postgres|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|influxdb)$/u.test(imageName(reference).name);
