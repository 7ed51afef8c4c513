import { expect, it } from 'vitest';
import { badStacks } from '../../support/bad-stacks.js';
import { folderWith } from '../../support/probe-context.js';
import { staticFindings } from '../../support/static-findings.js';

/** Every finding in each of them, none missing and none too many. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'everything in one old file': [
    'compose/depends-on-healthy error docker-compose.yml:15 The service "app" waits for the start of "db" only, which has no health check.',
    'compose/hardened warning docker-compose.yml:3 The service "app" has no `read_only: true`, `cap_drop: [ALL]`, or `no-new-privileges`.',
    'compose/hardened warning docker-compose.yml:16 The service "db" has no `read_only: true`, `cap_drop: [ALL]`, or `no-new-privileges`.',
    'compose/healthchecks warning docker-compose.yml:16 The service "db" has no health check, and its image brings none.',
    'compose/log-rotation warning docker-compose.yml:3 The logs of the service "app" have no largest size.',
    'compose/log-rotation warning docker-compose.yml:26 The logs of the service "db" are cut at 10m, and nothing older is kept: max-file is missing.',
    'compose/networks-consistent error docker-compose.yml:12 REDIS_URL of the service "app" leads to localhost:6379, which is the container itself.',
    'compose/no-literal-secrets error docker-compose.yml:11 Service "app": DATABASE_URL holds a password in a URL (rule url-password).',
    'compose/no-literal-secrets error docker-compose.yml:13 Service "app": STRIPE_API_KEY holds a Stripe secret key (rule stripe-key).',
    'compose/no-literal-secrets error docker-compose.yml:19 Service "db": POSTGRES_PASSWORD holds a literal secret (rule assigned-secret).',
    'compose/parses warning docker-compose.yml:1 The key "version" means nothing to Compose since 2020.',
    'compose/ports-loopback warning docker-compose.yml:6 The service "app" publishes port 8000 on every address of this machine.',
    'compose/ports-loopback warning docker-compose.yml:22 The service "db" publishes port 5432 on every address of this machine.',
    'compose/resource-limits warning docker-compose.yml:3 The service "app" has no limit of processors and memory.',
    'compose/resource-limits warning docker-compose.yml:16 The service "db" has no limit of processors.',
    'compose/restart-policy warning docker-compose.yml:3 The service "app" has no restart policy.',
    'compose/volumes-declared error docker-compose.yml:9 The service "app" can write to ~/.aws, which holds credentials.',
    'compose/volumes-declared error docker-compose.yml:21 The service "db" mounts the volume "pgdata", which is not declared under volumes.',
    'compose/volumes-declared warning docker-compose.yml:8 The service "app" mounts the sources in this folder over /app.',
    'ignore/covers-secrets warning .dockerignore There is no .dockerignore, so .env, .env.local, .env.production, .aws/credentials, .npmrc, server.key, and private.pem would be sent to the build.',
  ],
  'a server over stdio that nobody talks to': [
    'compose/stdio-needs-client error compose.yaml:5 The service "weather" speaks stdio and has no stdin_open: the server reads the end of its input and exits, and `restart: always` starts it again and again.',
    'compose/stdio-needs-client error compose.yaml:6 The service "weather" speaks stdio and has a terminal, which repeats the input and changes line ends.',
    'compose/stdio-needs-client warning compose.yaml:2 The service "weather" speaks stdio, and `docker compose up` starts it with nobody to talk to.',
  ],
  'an overlay that was never tried': [
    'compose/hardened warning compose.prod.yaml:9 The service "api" has no `read_only: true`.',
    'compose/networks-consistent error compose.yaml:13 BACKEND_URL of the service "web" leads to the host backend, and no service has that name.',
    'compose/networks-consistent error compose.prod.yaml:5 The service "web" publishes a port, and is on internal networks only (inner): nothing reaches it from outside.',
    'compose/parses error compose.prod.yaml:10 "health_check" is no key of service "api". Is "healthcheck" meant?',
    'compose/parses error compose.prod.yaml:2 The service "wbe" has neither an image nor a build.',
    'compose/ports-unique error compose.prod.yaml:8 The services "web" and "api" publish port 80; the other one is in compose.prod.yaml:5.',
    'compose/volumes-declared error compose.prod.yaml:6 The service "web" mounts the sources in src over /app/src.',
  ],
  'manifests that do not fit together': [
    'deploy/kubernetes-valid error k8s/deployment.yaml:5 The Deployment "server" has no selector.matchLabels: the API server refuses it.',
    'deploy/kubernetes-valid warning k8s/deployment.yaml:11 The container "server" runs acme/server:latest: which version that is, the day decides.',
    'deploy/kubernetes-valid error k8s/deployment.yaml:14 The variable PORT is 8000, where text is wanted.',
    'deploy/kubernetes-valid warning k8s/deployment.yaml:10 The container "server" has no requests.cpu, requests.memory, limits.memory.',
    'deploy/kubernetes-valid warning k8s/deployment.yaml:10 The container "server" has no readinessProbe and no livenessProbe.',
    'deploy/kubernetes-valid error k8s/service.yaml:4 The Service "server-service" selects app=server, and no pod here has these labels.',
    'deploy/kubernetes-valid error k8s/service.yaml:9 The Ingress "server" leads to the Service "server", which is not here.',
    'deploy/kubernetes-valid error k8s/deployment.yaml:15 API_TOKEN holds a literal secret (rule assigned-secret).',
    'deploy/platform-files-valid error render.yaml:5 dockerfilePath names ./docker/Dockerfile, and there is no such file.',
    'deploy/platform-files-valid error render.yaml:6 healthCheckPath is "health"; a path that begins with "/" is wanted.',
    'deploy/proxy-streams error nginx/default.conf:4 location /mcp buffers answers: events reach the client late or not at all.',
    'deploy/proxy-streams error nginx/default.conf:4 location /mcp cuts a stream that is silent for 60s.',
    'deploy/proxy-streams warning nginx/default.conf:4 location /mcp speaks HTTP/1.0 to the server.',
    'deploy/proxy-streams warning nginx/default.conf:4 location /mcp does not say who asks: X-Forwarded-For and X-Forwarded-Proto are not set.',
    'deploy/proxy-streams error nginx/default.conf:3 The server takes TLSv1, which is broken.',
    'deploy/proxy-streams warning nginx/default.conf:4 location /mcp answers without Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options.',
    'deploy/proxy-streams error k8s/service.yaml:8 The Ingress "server" cuts a stream that is silent for 60 s.',
    'deploy/swarm-valid error docker-stack.yml:3 The service "server" has no image, and Swarm builds none.',
    'deploy/swarm-valid warning docker-stack.yml:4 The service "server" has build, which has no effect in Swarm.',
    'deploy/swarm-valid warning docker-stack.yml:5 The service "server" has restart, which has no effect in Swarm.',
  ],
  'words that lead nowhere': [
    'env/token-matches-backend error backend/.env:1 SERVICE_AUTH_TOKEN of backend/.env is another than that of .env.',
    'project/docs-present warning README.md:3 README.md links to docs/how.md, and there is no such file.',
    'project/docs-present warning README.md:3 README.md links to #why-not, and there is no such heading.',
    'project/makefile-complete warning Makefile:3 A line below "up" begins with spaces, where make wants a tab.',
    'project/makefile-complete warning Makefile:1 .PHONY names "lint", and there is no such target.',
    'project/makefile-complete warning Makefile:6 A recipe starts scripts/clean.sh, and there is no such file.',
    'project/makefile-complete warning README.md:3 README.md says `make start`, and Makefile has no such target.',
    'project/makefile-complete warning Makefile:2 Nothing says what up and down do.',
  ],
};

it.each(Object.entries(badStacks))('says what is wrong with %s', async (title, files) => {
  await using folder = await folderWith({ 'README.md': '# It\n', ...files });
  expect(await staticFindings(folder.path)).toEqual(expected[title]);
});
