import check from '../../../../src/checks/compose/depends-on-healthy.js';
import { built, compose } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const of = (dependency: string, db: string, beside: Parameters<typeof compose>[1] = {}) =>
  compose(`services:\n  web: { image: "example.com/web:1", depends_on: ${dependency} }\n  db: { ${db} }\n`, beside);
const HEALTHY = '{ db: { condition: service_healthy } }';

testCheck(check, {
  pass: [
    { name: 'a health check', facts: of(HEALTHY, 'image: "postgres:17", healthcheck: { test: pg_isready }') },
    { name: 'a health check of the image', facts: of(HEALTHY, 'build: db', { built: { db: built() } }) },
    { name: 'an image that may have one', facts: of(HEALTHY, 'image: "ghcr.io/acme/db:1"') },
    { name: 'a job', facts: of('{ db: { condition: service_completed_successfully } }', 'image: "postgres:17"') },
    {
      name: 'a job that others wait for as well',
      facts: compose(
        'services:\n  a: { image: "a:1", depends_on: [job] }\n  b: { image: "b:1", depends_on: { job: { condition: service_completed_successfully } } }\n  job: { image: "busybox:1" }\n',
      ),
    },
  ],
  fail: [
    {
      name: 'a list',
      facts: of('[db]', 'image: "postgres:17", healthcheck: { test: pg_isready }'),
      messages: ['The service "web" waits for the start of "db" only.'],
    },
    {
      name: 'a list, and nothing to wait for',
      facts: of('[db]', 'image: "postgres:17"'),
      messages: ['The service "web" waits for the start of "db" only, which has no health check.'],
    },
    {
      name: 'a start that somebody chose',
      facts: of('{ db: { condition: service_started } }', 'image: "postgres:17", healthcheck: { test: pg_isready }'),
      messages: ['The service "web" waits for the start of "db" only.'],
      severities: ['warning'],
    },
    {
      name: 'an image that nobody knows',
      facts: of('[db]', 'image: "ghcr.io/acme/db:1"'),
      messages: ['The service "web" waits for the start of "db" only.'],
      severities: ['warning'],
    },
    {
      name: 'a health check that is not there',
      facts: of(HEALTHY, 'image: "docker.io/library/postgres:17"'),
      messages: ['The service "web" waits until "db" is healthy, and "db" has no health check: it never starts.'],
      remedies: ['Give "db" a `healthcheck`.'],
    },
    {
      name: 'one that is turned off',
      facts: of(HEALTHY, 'build: db, healthcheck: { disable: true }', { built: { db: built() } }),
      messages: ['The service "web" waits until "db" is healthy, and "db" has no health check: it never starts.'],
      remedies: ['Give "db" a `healthcheck`.'],
    },
    {
      name: 'a Dockerfile without one',
      facts: of(HEALTHY, 'build: db', { built: { db: built({ healthcheck: false }) } }),
      messages: ['The service "web" waits until "db" is healthy, and "db" has no health check: it never starts.'],
      remedies: ['Give "db" a `healthcheck`.'],
    },
  ],
  notApplicable: [
    { name: 'no service', facts: compose('services: {}\n') },
    { name: 'services by themselves', facts: compose('services: { a: { image: "a:1" } }\n') },
  ],
});
