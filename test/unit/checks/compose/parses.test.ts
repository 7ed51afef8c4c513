import check from '../../../../src/checks/compose/parses.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    { name: 'a plain file', facts: compose(services(['web'])) },
    {
      name: 'an overlay that says only what it changes',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.prod.yaml': 'services:\n  web:\n    restart: always\n',
      }),
    },
    {
      name: 'variables that nobody has set up yet',
      facts: compose(services(['web', 'environment: { A: "${A:?is not set}" }'])),
    },
    {
      name: 'a service that both start in the same profile',
      facts: compose(services(['web', 'profiles: [a]', 'depends_on: [db]'], ['db', 'profiles: [a, b]'])),
    },
    {
      name: 'a dependency that may be absent',
      facts: compose(services(['web', 'depends_on: { db: { condition: service_started, required: false } }'])),
    },
    {
      name: 'what is kept elsewhere',
      facts: compose(`include: ["oci://example.com/x"]\n${services(['web', 'depends_on: [db]'])}`),
    },
    {
      name: 'variables in a file that may be absent',
      facts: compose(services(['web', 'env_file: [{ path: .env, required: false }]']), { missing: ['.env'] }),
    },
  ],
  fail: [
    {
      name: 'no YAML',
      facts: compose('services:\n  web: [\n'),
      messages: ['Flow sequence in block collection must be sufficiently indented and end with a ].'],
    },
    { name: 'nothing', facts: compose('# later\n'), messages: ['The file is empty.'] },
    { name: 'a list', facts: compose('- web\n'), messages: ['A Compose file is a map with the key "services".'] },
    {
      name: 'a version',
      facts: compose(`version: "3.8"\n${services(['web'])}`),
      messages: ['The key "version" means nothing to Compose since 2020.'],
      severities: ['warning'],
      remedies: ['Remove the line.'],
    },
    {
      name: 'services at the top level',
      facts: compose({ 'docker-compose.yml': 'web:\n  build: .\n' }),
      messages: [
        'The service "web" stands at the top level, as in files for the first Compose, which no version of today reads.',
      ],
    },
    {
      name: 'keys that are none',
      facts: compose(services(['web', 'enviroment: { A: 1 }', 'healthcheck: { tests: x }', 'x-own: 1'])),
      messages: [
        '"enviroment" is no key of service "web". Is "environment" meant?',
        '"tests" is no key of healthcheck of service "web". Is "test" meant?',
      ],
    },
    {
      name: 'values of another kind',
      facts: compose(services(['web', 'ports: "80:80"', 'deploy: [x]', 'environment: { A: { b: c } }'])),
      messages: [
        'service "web": ports is text, where a list is wanted.',
        'service "web": deploy is a list, where a map is wanted.',
        'service "web": environment A is a map, where text is wanted.',
      ],
    },
    {
      name: 'words that mean nothing',
      facts: compose(
        services(
          [
            'web',
            'restart: sometimes',
            'healthcheck: { test: [curl, x] }',
            'depends_on: { db: { condition: healthy } }',
            'ports: [http]',
          ],
          ['db', 'restart: false'],
        ),
      ),
      messages: [
        'service "web": "http" is no port; write "127.0.0.1:8080:8080".',
        'service "web" waits for db with the condition "healthy"; there are service_started, service_healthy, service_completed_successfully.',
        'healthcheck of service "web": the list begins with "curl", where CMD, CMD-SHELL or NONE is wanted.',
        'service "web": "sometimes" is no restart policy; there are "no", always, on-failure and unless-stopped.',
        'service "db": restart is a boolean; write "no" in quotes.',
      ],
    },
    {
      name: 'a name that Compose does not take',
      facts: compose(`name: My Project\n${services(['web'])}`),
      messages: [
        '"My Project" is no name of a project: lower-case letters, digits, "-" and "_", beginning with a letter or digit.',
      ],
    },
    {
      name: 'a variable that is none',
      facts: compose(services(['web', 'command: "echo ${1}"'])),
      messages: ['"${1}" is no variable; write "$$" for a dollar sign.'],
    },
    {
      name: 'a variable that .env lacks',
      facts: compose({ '.env': 'B=1\n', 'compose.yaml': services(['web', 'environment: { A: "${A:?is not set}" }']) }),
      messages: ['The variable A has to be set, and is not.'],
      severities: ['warning'],
      remedies: ['Set it in .env.'],
    },
    {
      name: 'names that nothing has',
      facts: compose(services(['web', 'depends_on: [db]', 'secrets: [token]', 'configs: [x]'])),
      messages: [
        'The service "web" depends on "db", and there is no such service.',
        'The service "web" uses the secret "token", which is not declared under secrets.',
        'The service "web" uses the config "x", which is not declared under configs.',
      ],
    },
    {
      name: 'a circle',
      facts: compose(services(['a', 'depends_on: [b]'], ['b', 'depends_on: [c]'], ['c', 'depends_on: [a]'])),
      messages: ['Services wait for each other in a circle: a → b → c → a.'],
    },
    {
      name: 'a dependency that starts in another profile only',
      facts: compose(
        services(['web', 'depends_on: [db]'], ['job', 'profiles: [a]', 'depends_on: [db]'], ['db', 'profiles: [b]']),
      ),
      messages: [
        'The service "web" starts without a profile and depends on "db", which starts only in b.',
        'The service "job" starts in the profile a and depends on "db", which starts only in b.',
      ],
    },
    {
      name: 'an overlay whose service has nothing below it',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.prod.yaml': 'services:\n  wbe:\n    restart: always\n',
      }),
      messages: ['The service "wbe" has neither an image nor a build.'],
    },
    {
      name: 'files that are not there',
      facts: compose('include: [db.yaml]\nservices:\n  web: { extends: { file: base.yaml, service: app } }\n'),
      messages: [
        'The service "web" extends one of base.yaml, and there is no such file.',
        'It includes db.yaml, and there is no such file.',
      ],
    },
    {
      name: 'a service that is not in the file',
      facts: compose({
        'compose.yaml': 'services:\n  web: { extends: { file: base.yaml, service: app } }\n',
        'base.yaml': services(['other']),
      }),
      messages: ['The service "web" extends "app", which base.yaml does not have.'],
    },
    {
      name: 'one that is included and differs',
      facts: compose({
        'compose.yaml': `include: [db.yaml]\n${services(['db', 'tty: true'])}`,
        'db.yaml': services(['db']),
      }),
      messages: ['services.db is also in db.yaml, which is included, and differs there.'],
    },
    {
      name: 'two containers of one name',
      facts: compose(services(['a', 'container_name: x'], ['b', 'container_name: x'])),
      messages: ['The services "a" and "b" want the same container name, x.'],
    },
    {
      name: 'variables in a file that has to be there',
      facts: compose(services(['web', 'env_file: .env']), { missing: ['.env'] }),
      messages: ['The service "web" wants .env, and there is no such file.'],
      severities: ['warning'],
      remedies: ['Make .env, or write `required: false` beside its path.'],
    },
  ],
});
