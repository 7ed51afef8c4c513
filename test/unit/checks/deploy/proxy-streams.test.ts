import check from '../../../../src/checks/deploy/proxy-streams.js';
import { deploy } from '../../../support/deploy-facts.js';
import { settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HTTP = settingsFact({ http: { port: 8000, path: '/mcp' } });
const files = (texts: Readonly<Record<string, string>>) => ({ ...HTTP, ...deploy(texts) });

const SOUND = [
  'proxy_buffering off;',
  'proxy_cache off;',
  'proxy_http_version 1.1;',
  'proxy_read_timeout 3600s;',
  "proxy_set_header Connection '';",
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
].join('\n');
const location = (body: string, server = 'listen 8080;', path = '/mcp') =>
  `http {\n  server {\n    ${server}\n    location ${path} {\n${body}\n      proxy_pass http://127.0.0.1:8000;\n    }\n  }\n}\n`;
const nginx = (body: string, server?: string, path?: string) => files({ 'nginx.conf': location(body, server, path) });
const without = (start: string) =>
  nginx(
    SOUND.split('\n')
      .filter((line) => !line.startsWith(start))
      .join('\n'),
  );
const TLS =
  'listen 443 ssl; ssl_protocols TLSv1.2 TLSv1.3; add_header Strict-Transport-Security max-age=31536000 always; add_header X-Content-Type-Options nosniff always; add_header X-Frame-Options DENY always;';
const ingress = (annotations: string) =>
  files({
    'k8s/ingress.yaml': `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: mcp\n  annotations: { ${annotations} }\nspec:\n  ingressClassName: nginx\n  rules: [{ http: { paths: [{ path: /mcp, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] } }]\n`,
  });
const caddy = (text: string) => files({ Caddyfile: text });

testCheck(check, {
  pass: [
    { name: 'nginx', facts: nginx(SOUND) },
    {
      name: 'settings around the location',
      facts: files({
        'nginx.conf': `http {\n${SOUND}\nserver {\nlisten 80;\nlocation ~ ^/mcp(/|$) {\nproxy_pass http://x;\n}\n}\n}\n`,
      }),
    },
    { name: 'TLS', facts: nginx(SOUND, TLS) },
    { name: 'a file that is included', facts: nginx('include snippets/stream.conf;') },
    {
      name: 'an upstream, and other locations',
      facts: files({
        'nginx.conf': `upstream b { server 127.0.0.1:8000; }\nserver { listen 80; location / { ${SOUND} proxy_pass http://b; } location /api { proxy_pass http://c; } }\n`,
      }),
    },
    {
      name: 'Caddy',
      facts: caddy(
        '{\n  email a@example.com\n}\nmcp.example.com {\n  @mcp path /mcp /mcp/*\n  reverse_proxy @mcp localhost:8000 {\n    flush_interval -1\n  }\n  reverse_proxy /health localhost:8000\n}\n',
      ),
    },
    { name: 'Caddy in two lines', facts: caddy(':8080\nreverse_proxy 127.0.0.1:8000\n') },
    { name: 'an Ingress', facts: ingress('nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"') },
    {
      name: 'Traefik',
      facts: files({
        'traefik.yml':
          'entryPoints: { web: { address: ":80", transport: { respondingTimeouts: { writeTimeout: 0s } } } }\n',
      }),
    },
  ],
  fail: [
    {
      name: 'buffering',
      facts: without('proxy_buffering'),
      messages: ['location /mcp buffers answers: events reach the client late or not at all.'],
    },
    {
      name: 'a minute of silence',
      facts: without('proxy_read'),
      messages: ['location /mcp cuts a stream that is silent for 60s.'],
    },
    {
      name: 'two minutes',
      facts: nginx(SOUND.replace('3600s', '2m')),
      messages: ['location /mcp cuts a stream that is silent for 2m.'],
    },
    {
      name: 'a cache',
      facts: nginx(SOUND.replace('proxy_cache off', 'proxy_cache zone')),
      messages: ['location /mcp caches answers in zone: one client gets what another one asked for.'],
    },
    {
      name: 'HTTP/1.0',
      facts: without('proxy_http'),
      messages: ['location /mcp speaks HTTP/1.0 to the server.'],
      severities: ['warning'],
    },
    {
      name: 'headers that are lost',
      facts: nginx(
        SOUND.split('\n')
          .filter((line) => !/Host|X-/u.test(line))
          .join('\n'),
      ),
      messages: [
        'location /mcp hides the host that the client asked for: a server that knows its own names answers 421.',
        'location /mcp does not say who asks: X-Forwarded-For and X-Forwarded-Proto are not set.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'old TLS',
      facts: nginx(SOUND, TLS.replace('TLSv1.2', 'TLSv1 TLSv1.1')),
      messages: ['The server takes TLSv1 and TLSv1.1, which are broken.'],
    },
    {
      name: 'TLS without its headers',
      facts: nginx(`${SOUND}\nadd_header X-Own 1;`, TLS),
      messages: ['location /mcp answers without Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options.'],
      severities: ['warning'],
    },
    {
      name: 'clear text beside TLS',
      facts: files({
        'a.conf': location(SOUND, 'listen 80;').replaceAll(/^http \{\n|\}\n$/gu, ''),
        'b.conf': location(SOUND, TLS).replaceAll(/^http \{\n|\}\n$/gu, ''),
      }),
      messages: ['location /mcp is served without TLS beside a server with it: tokens go over the line in clear.'],
      severities: ['warning'],
    },
    {
      name: 'a location for everything',
      facts: nginx('', 'listen 80;', '/'),
      messages: [
        'location / buffers answers: events reach the client late or not at all.',
        'location / cuts a stream that is silent for 60s.',
        'location / speaks HTTP/1.0 to the server.',
        'location / hides the host that the client asked for: a server that knows its own names answers 421.',
        'location / does not say who asks: X-Forwarded-For and X-Forwarded-Proto are not set.',
      ],
      severities: ['error', 'error', 'warning', 'warning', 'warning'],
    },
    {
      name: 'a brace that is open',
      facts: files({ 'nginx.conf': 'server {\n  server_name x;\n' }),
      messages: ['This "{" is never closed.'],
    },
    {
      name: 'what is below /mcp only',
      facts: caddy(':80 {\n  reverse_proxy /mcp/* localhost:8000\n}\n'),
      messages: ['"/mcp/*" matches what is below /mcp, and not the endpoint /mcp itself.'],
    },
    {
      name: 'a path that is taken away',
      facts: caddy(':80 {\n  handle_path /mcp* {\n    reverse_proxy localhost:8000\n  }\n}\n'),
      messages: ['handle_path takes /mcp away, so the server is asked for another path.'],
    },
    {
      name: 'Caddy that waits and cuts',
      facts: caddy(
        'mcp.example.com {\n  reverse_proxy localhost:8000 {\n    flush_interval 5s\n    response_buffers 4096\n    transport http {\n      read_timeout 30s\n    }\n  }\n}\n',
      ),
      messages: [
        'response_buffers holds answers back: events reach the client late or not at all.',
        'Answers are passed on every 5s only.',
        'read_timeout cuts a stream after 30s.',
        'No e-mail address is set: nobody is told when a certificate cannot be renewed.',
      ],
      severities: ['error', 'warning', 'error', 'info'],
    },
    {
      name: 'an Ingress as it is',
      facts: ingress('x: y'),
      messages: ['The Ingress "mcp" cuts a stream that is silent for 60 s.'],
    },
    {
      name: 'an Ingress that buffers',
      facts: ingress(
        'nginx.ingress.kubernetes.io/proxy-read-timeout: "3600", nginx.ingress.kubernetes.io/proxy-buffering: "on"',
      ),
      messages: ['The Ingress "mcp" buffers answers: events reach the client late or not at all.'],
    },
    {
      name: 'Traefik that buffers and cuts',
      facts: files({
        'traefik.yml':
          'entryPoints: { web: { address: ":80", transport: { respondingTimeouts: { writeTimeout: 30s } } } }\n',
        'dynamic.toml': '[http.middlewares.b.buffering]\nmaxRequestBodyBytes = 1\n',
      }),
      messages: [
        'The entry point "web" cuts answers after 30s.',
        'The middleware "b" buffers answers: events reach the client late or not at all.',
      ],
    },
  ],
  notApplicable: [
    { name: 'nothing', facts: files({}) },
    {
      name: 'a proxy of something else',
      facts: files({ 'nginx.conf': 'server { listen 80; location /api { proxy_pass http://backend:9000; } }\n' }),
    },
  ],
});
