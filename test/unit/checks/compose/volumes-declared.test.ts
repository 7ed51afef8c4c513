import check from '../../../../src/checks/compose/volumes-declared.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const web = (mount: string, after = '') => compose(`${services(['web', `volumes: [${mount}]`])}${after}`);

testCheck(check, {
  pass: [
    { name: 'a volume', facts: web('"data:/data"', 'volumes: { data: }\n') },
    { name: 'an anonymous one', facts: web('/data') },
    { name: 'settings', facts: web('"./nginx:/etc/nginx/conf.d:ro", "./prometheus.yml:/etc/p.yml"') },
    { name: 'credentials that are only read', facts: web('"~/.aws:/home/app/.aws:ro"') },
    {
      name: 'the same in the long form',
      facts: web('{ type: bind, source: "${AWS_FILES:-~/.aws}", target: /x, read_only: true }'),
    },
    {
      name: 'sources in the override',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.override.yaml': 'services:\n  web:\n    volumes: ["./src:/app/src"]\n',
      }),
    },
    {
      name: 'sources that production replaces',
      facts: compose({
        'compose.yaml': services(['web', 'volumes: ["./src:/app/src"]']),
        'compose.prod.yaml': 'services:\n  web:\n    volumes: !reset []\n',
      }),
    },
  ],
  fail: [
    {
      name: 'a volume that is not declared',
      facts: web('"data:/data"'),
      messages: ['The service "web" mounts the volume "data", which is not declared under volumes.'],
      remedies: ['Declare `data` under `volumes`, or write `./data` where a folder is meant.'],
    },
    {
      name: 'credentials',
      facts: web('"~/.aws:/home/app/.aws", "./.env:/app/.env", "${HOME}/.ssh/id_ed25519:/key"'),
      messages: [
        'The service "web" can write to ~/.aws, which holds credentials.',
        'The service "web" can write to .env, which holds credentials.',
        'The service "web" can write to /.ssh/id_ed25519, which holds credentials.',
      ],
    },
    {
      name: 'sources in the only file',
      facts: web('".:/app"'),
      messages: ['The service "web" mounts the sources in this folder over /app.'],
      severities: ['warning'],
    },
    {
      name: 'sources in production',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.prod.yaml': 'services:\n  web:\n    volumes: ["./src:/app/src"]\n',
      }),
      messages: ['The service "web" mounts the sources in src over /app/src.'],
    },
    {
      name: 'the folder that the image is built from',
      facts: compose(services(['web', 'build: ./weather', 'volumes: ["./weather:/srv"]'])),
      messages: ['The service "web" mounts the sources in weather over /srv.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    { name: 'no service', facts: compose('services: {}\n') },
    { name: 'no volume', facts: compose(services(['a'])) },
  ],
});
