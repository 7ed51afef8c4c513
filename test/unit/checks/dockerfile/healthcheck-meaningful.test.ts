import check from '../../../../src/checks/dockerfile/healthcheck-meaningful.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const probe = (command: string) => `FROM a:1\nHEALTHCHECK --interval=5s ${command}\n`;
const never = (shown: string) => `The health check never fails, whatever the server does: ${shown}`;

testCheck(check, {
  pass: [
    row('curl', probe('CMD curl -f http://127.0.0.1:3000/health || exit 1')),
    ...[
      'CMD ["node", "-e", "fetch(\'http://127.0.0.1:3000/health\').then(r => process.exit(r.ok ? 0 : 1))"]',
      'CMD ["python", "-c", "import urllib.request; urllib.request.urlopen(\'http://127.0.0.1:8000/health\', timeout=4)"]',
      'CMD ["/app/probe"]',
      'CMD ["node", "/app/healthcheck.js"]',
      'CMD ["pgrep", "-f", "server.py"]',
      'CMD pgrep -f "[s]erver.py" || exit 1',
      'CMD pgrep node',
      'CMD ps aux | grep server.py | grep -v grep',
      'CMD wget -q --spider http://127.0.0.1/ && echo ok || exit 1',
      'CMD test -S /tmp/ready',
      'CMD echo ping | nc 127.0.0.1 3000',
      'CMD ["python", "-c", "from weather.health import check; check()"]',
    ].map((command) => row(command, probe(command))),
  ],
  fail: [
    { name: 'a number', facts: dockerfile(probe('CMD exit 0')), messages: [never('exit 0')] },
    { name: 'true', facts: dockerfile(probe('CMD ["/bin/true"]')), messages: [never('["/bin/true"]')] },
    {
      name: 'words',
      facts: dockerfile(probe('CMD ["node", "-e", "console.log(\'ok\')"]')),
      messages: [never(`["node", "-e", "console.log('ok')"]`)],
    },
    {
      name: 'words of Python',
      facts: dockerfile(probe('CMD python3 -c "import sys; print(\'ok\'); sys.exit(0)"')),
      messages: [never(`python3 -c "import sys; print('ok'); sys.exit(0)"`)],
    },
    {
      name: 'a version',
      facts: dockerfile(probe('CMD node --version || exit 1')),
      messages: [never('node --version || exit 1')],
    },
    {
      name: 'an end that is good whatever comes before',
      facts: dockerfile(probe('CMD curl -f http://127.0.0.1/ || true')),
      messages: [never('curl -f http://127.0.0.1/ || true')],
    },
    {
      name: 'another such end',
      facts: dockerfile(probe('CMD curl -f http://127.0.0.1/; exit 0')),
      messages: [never('curl -f http://127.0.0.1/; exit 0')],
    },
    {
      name: 'its own command line',
      facts: dockerfile(probe('CMD pgrep -f server.py || exit 1')),
      messages: [
        'The health check looks for "server.py" among all processes and finds its own command line, so it never fails: pgrep -f server.py || exit 1',
      ],
    },
    {
      name: 'its own command line in a list',
      facts: dockerfile(probe('CMD ["sh", "-c", "ps aux | grep uvicorn"]')),
      messages: [
        'The health check looks for "uvicorn" among all processes and finds its own command line, so it never fails: ["sh", "-c", "ps aux | grep uvicorn"]',
      ],
    },
    {
      name: 'modules that are loaded',
      facts: dockerfile(probe('CMD python -c "import weather.server" || exit 1')),
      messages: [
        'The health check only loads modules, which a server that hangs can do as well: python -c "import weather.server" || exit 1',
      ],
      severities: ['warning'],
    },
    {
      name: 'modules of Node.js',
      facts: dockerfile(probe(`CMD ["node", "-e", "require('/app/server.js'); process.exit(0)"]`)),
      messages: [
        `The health check only loads modules, which a server that hangs can do as well: ["node", "-e", "require('/app/server.js'); process.exit(0)"]`,
      ],
      severities: ['warning'],
    },
  ],
  notApplicable: [row('none', 'FROM a:1\n'), row('one that is switched off', 'FROM a:1\nHEALTHCHECK NONE\n')],
});
