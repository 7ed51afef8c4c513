import type { DebianSuite } from './stand-ins.ts';

/** An image that Debian's own packages make: `FROM debian:<suite>-slim`, these lines, and these files. */
export interface PackagedImage {
  readonly suite: DebianSuite;
  /** Instructions of its Dockerfile, after FROM. `rootfs/` of the context holds the files. */
  readonly dockerfile: readonly string[];
  /** Scripts by their path in the image. */
  readonly files: Readonly<Record<string, string>>;
}

const install = (...packages: string[]) =>
  `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/* /var/log/*`;

const script = (...lines: string[]) => `${lines.join('\n')}\n`;

/** `NAME_FILE` stands in for `NAME`, as in the official images. */
const FILE_VARIABLES = [
  'from_file() {',
  '  eval "file=\\${${1}_FILE:-} value=\\${$1:-}"',
  '  if [ -n "$file" ] && [ -n "$value" ]; then echo "$1 and ${1}_FILE are both set" >&2; exit 1; fi',
  '  if [ -n "$file" ]; then value=$(cat "$file"); fi',
  '  eval "$1=\\$value"',
  '  unset "${1}_FILE"',
  '}',
];

const POSTGRES = script(
  '#!/bin/bash',
  'set -eu',
  ...FILE_VARIABLES,
  'if [ "${1#-}" != "$1" ]; then set -- postgres "$@"; fi',
  'if [ "$1" != postgres ]; then exec "$@"; fi',
  'if [ "$(id -u)" = 0 ]; then',
  '  mkdir -p "$PGDATA" /var/run/postgresql',
  '  chown -R postgres:postgres "$PGDATA" /var/run/postgresql',
  '  exec gosu postgres "$0" "$@"',
  'fi',
  'mkdir -p "$PGDATA" && chmod 700 "$PGDATA"',
  'for name in POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS; do from_file "$name"; done',
  'POSTGRES_USER=${POSTGRES_USER:-postgres}',
  'POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}',
  'if [ ! -s "$PGDATA/PG_VERSION" ]; then',
  '  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then',
  '    echo "Error: Database is uninitialized and superuser password is not specified." >&2',
  '    exit 1',
  '  fi',
  '  initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\\n" "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS',
  '  printf "\\nhost all all all %s\\n" "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"',
  // The first start listens on its socket only, so that nobody connects before the scripts have run.
  '  pg_ctl -D "$PGDATA" -w start -o "-c listen_addresses= -p 5432"',
  '  export PGPASSWORD="$POSTGRES_PASSWORD" PGUSER="$POSTGRES_USER"',
  '  if [ "$POSTGRES_DB" != postgres ]; then',
  '    psql -v ON_ERROR_STOP=1 --no-psqlrc -d postgres --set db="$POSTGRES_DB" <<< "CREATE DATABASE :\\"db\\";"',
  '  fi',
  '  for file in /docker-entrypoint-initdb.d/*; do',
  '    case "$file" in',
  '      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;',
  '      *.sql) psql -v ON_ERROR_STOP=1 --no-psqlrc -d "$POSTGRES_DB" -f "$file" ;;',
  '      *.sql.gz) gunzip -c "$file" | psql -v ON_ERROR_STOP=1 --no-psqlrc -d "$POSTGRES_DB" ;;',
  '    esac',
  '  done',
  '  unset PGPASSWORD PGUSER',
  '  pg_ctl -D "$PGDATA" -m fast -w stop',
  '  echo "PostgreSQL init process complete; ready for start up."',
  'fi',
  'exec "$@"',
);

const REDIS = script(
  '#!/bin/sh',
  'set -eu',
  'if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi',
  'if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then',
  '  find . ! -user redis -exec chown redis {} +',
  '  exec gosu redis "$0" "$@"',
  'fi',
  // The official program is built to take callers from everywhere.
  'if [ "$1" = redis-server ]; then set -- "$@" --protected-mode no; fi',
  'exec "$@"',
);

const NGINX = script(
  '#!/bin/sh',
  'set -eu',
  // The official one first prepares what stands in /docker-entrypoint.d, which no template of ours uses.
  'if [ "${1#-}" != "$1" ]; then set -- nginx "$@"; fi',
  'exec "$@"',
);

/**
 * Official images by the names that templates use. A stand-in has the same programs, users, folders, variables and ports; what no
 * template relies on may differ.
 */
export const PACKAGED_IMAGES = {
  'python:3.13-slim-trixie': {
    suite: 'trixie',
    dockerfile: [
      `RUN ${install('ca-certificates', 'netbase', 'tzdata', 'python3.13', 'python3.13-venv')} \\`,
      // Debian keeps its own Python from pip; the official image has one that is made to be installed into.
      '    && rm -f /usr/lib/python3.13/EXTERNALLY-MANAGED \\',
      '    && for name in python python3 python3.13; do ln -s /usr/bin/python3.13 /usr/local/bin/$name; done \\',
      '    && find /usr/lib/python3* -depth -type d -name __pycache__ -exec rm -rf {} +',
      'ENV LANG=C.UTF-8 PYTHON_VERSION=3.13',
      'CMD ["python3"]',
    ],
    files: {},
  },
  'python:3.14-slim-trixie': {
    suite: 'trixie',
    dockerfile: [
      // Debian has this Python in the release after: it brings its own glibc, and everything else stays.
      'RUN sed -n "s/ trixie main/ forky main/p" /etc/apt/sources.list > /etc/apt/sources.list.d/forky.list \\',
      '    && printf "Package: *\\nPin: release n=forky\\nPin-Priority: 100\\n" > /etc/apt/preferences.d/forky \\',
      // What is signed counts; a mirror may be behind with a release that changes every day.
      '    && echo \'Acquire::Check-Valid-Until "false";\' > /etc/apt/apt.conf.d/forky \\',
      `    && ${install('-t', 'forky', 'ca-certificates', 'netbase', 'tzdata', 'python3.14', 'python3.14-venv')} \\`,
      '    && rm -f /etc/apt/sources.list.d/forky.list /etc/apt/preferences.d/forky /etc/apt/apt.conf.d/forky /usr/lib/python3.14/EXTERNALLY-MANAGED \\',
      '    && for name in python python3 python3.14; do ln -s /usr/bin/python3.14 /usr/local/bin/$name; done \\',
      '    && find /usr/lib/python3* -depth -type d -name __pycache__ -exec rm -rf {} +',
      'ENV LANG=C.UTF-8 PYTHON_VERSION=3.14',
      'CMD ["python3"]',
    ],
    files: {},
  },
  'postgres:17-trixie': {
    suite: 'trixie',
    dockerfile: [
      'RUN groupadd --system --gid 999 postgres && useradd --system --gid postgres --uid 999 --home-dir /var/lib/postgresql --shell /bin/bash postgres \\',
      // Otherwise the package makes a cluster of its own.
      "    && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \\",
      `    && export DEBIAN_FRONTEND=noninteractive && ${install('-o', 'Dpkg::Options::=--force-confold', 'postgresql-17', 'gosu', 'gzip')} \\`,
      '    && install --directory --owner=postgres --group=postgres --mode=1777 /var/lib/postgresql/data \\',
      '    && install --directory --owner=postgres --group=postgres --mode=3777 /var/run/postgresql \\',
      '    && mkdir /docker-entrypoint-initdb.d && sed -i "s/^#listen_addresses = .*/listen_addresses = \'*\'/" /usr/share/postgresql/17/postgresql.conf.sample',
      'COPY rootfs/ /',
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/17/bin PG_MAJOR=17 LANG=C.UTF-8 PGDATA=/var/lib/postgresql/data',
      'VOLUME /var/lib/postgresql/data',
      'STOPSIGNAL SIGINT',
      'EXPOSE 5432',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
    files: { 'usr/local/bin/docker-entrypoint.sh': POSTGRES },
  },
  'redis:7-alpine': {
    suite: 'bookworm',
    dockerfile: [
      'RUN groupadd --system --gid 1000 redis && useradd --system --gid redis --uid 999 --home-dir /data redis \\',
      `    && ${install('redis-server', 'redis-tools', 'gosu')} \\`,
      '    && install --directory --owner=redis --group=redis /data',
      'COPY rootfs/ /',
      'VOLUME /data',
      'WORKDIR /data',
      'EXPOSE 6379',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["redis-server"]',
    ],
    files: { 'usr/local/bin/docker-entrypoint.sh': REDIS },
  },
  'nginx:1-alpine-slim': {
    suite: 'trixie',
    dockerfile: [
      'RUN groupadd --system --gid 101 nginx && useradd --system --gid nginx --uid 101 --no-create-home --home-dir /nonexistent --shell /bin/false nginx \\',
      `    && ${install('nginx', 'busybox')} \\`,
      '    && ln -sf /usr/bin/busybox /usr/local/bin/wget \\',
      '    && rm -rf /etc/nginx/sites-* /etc/nginx/modules-* /etc/nginx/snippets /var/www \\',
      '    && mkdir -p /var/log/nginx && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log \\',
      '    && install --directory --owner=nginx --group=nginx /var/cache/nginx',
      'COPY rootfs/ /',
      'EXPOSE 80',
      'STOPSIGNAL SIGQUIT',
      'ENTRYPOINT ["/docker-entrypoint.sh"]',
      'CMD ["nginx", "-g", "daemon off;"]',
    ],
    files: { 'docker-entrypoint.sh': NGINX },
  },
} as const satisfies Readonly<Record<string, PackagedImage>>;

export type PackagedName = keyof typeof PACKAGED_IMAGES;
