import check from '../../../../src/checks/compose/restart-policy.js';
import { compose, services } from '../../../support/compose-facts.js';
import { settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HTTP = settingsFact({ http: { port: 3000, path: '/mcp' } });
const web = (...lines: string[]) => ({ ...HTTP, ...compose(services(['web', ...lines])) });

testCheck(check, {
  pass: [
    { name: 'unless-stopped', facts: web('restart: unless-stopped') },
    { name: 'on-failure', facts: web('restart: on-failure:5') },
    { name: 'a policy below deploy', facts: web('deploy: { restart_policy: { condition: any } }') },
    { name: 'a job', facts: web('restart: "no"') },
    {
      name: 'a job that another waits for',
      facts: {
        ...HTTP,
        ...compose(
          services(
            ['web', 'restart: always', 'depends_on: { job: { condition: service_completed_successfully } }'],
            ['job'],
          ),
        ),
      },
    },
  ],
  fail: [
    { name: 'none', facts: web(), messages: ['The service "web" has no restart policy.'] },
    {
      name: 'never, of a server',
      facts: web('restart: "no"', 'ports: ["80:80"]'),
      messages: ['The service "web" is never started again.'],
    },
  ],
  notApplicable: [
    { name: 'no service', facts: { ...HTTP, ...compose('services: {}\n') } },
    { name: 'a server over stdio', facts: web('command: [stdio]') },
  ],
});
