import check from '../../../../src/checks/dockerfile/expose-matches-port.js';
import { dockerfile, settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HTTP = settingsFact({ http: { port: 3000, path: '/mcp' } });

testCheck(check, {
  pass: [
    { name: 'the port', facts: { ...HTTP, ...dockerfile('FROM a:1\nEXPOSE 3000\n') } },
    {
      name: 'the port by an argument, and another one',
      facts: { ...HTTP, ...dockerfile('FROM a:1\nENV PORT=3000\nEXPOSE ${PORT}/tcp 9090\n') },
    },
    { name: 'a range', facts: { ...HTTP, ...dockerfile('FROM a:1\nEXPOSE 2990-3010\n') } },
    { name: 'the stage below', facts: { ...HTTP, ...dockerfile('FROM a:1 AS b\nEXPOSE 3000\nFROM b\n') } },
    {
      name: 'a port that only the build knows',
      facts: { ...HTTP, ...dockerfile('FROM a:1\nARG PORT\nEXPOSE $PORT\n') },
    },
    {
      name: 'the port of another mode',
      facts: {
        ...settingsFact({ stdio: { args: ['mcp'] } }),
        ...dockerfile('FROM a:1\nEXPOSE 8000\nENTRYPOINT ["/start"]\nCMD ["fastapi"]\n'),
      },
    },
    { name: 'none for stdio', facts: { ...settingsFact({ stdio: {} }), ...dockerfile('FROM a:1\n') } },
  ],
  fail: [
    {
      name: 'another',
      facts: { ...HTTP, ...dockerfile('FROM a:1\nEXPOSE 8000 9090\n') },
      messages: ['The server listens on port 3000, and EXPOSE names 8000 9090.'],
    },
    {
      name: 'the same for UDP',
      facts: { ...HTTP, ...dockerfile('FROM a:1\nEXPOSE 3000/udp\n') },
      messages: ['The server listens on port 3000, and EXPOSE names 3000/udp.'],
    },
    {
      name: 'none',
      facts: { ...HTTP, ...dockerfile('FROM a:1 AS b\nEXPOSE 3000\nFROM a:1\n') },
      messages: ['The server listens on port 3000, and the final stage has no EXPOSE.'],
    },
    {
      name: 'one for stdio, which is the usual mode',
      facts: {
        ...settingsFact({ stdio: { args: ['mcp'] } }),
        ...dockerfile('FROM a:1\nEXPOSE 3000\nENTRYPOINT ["/start"]\nCMD ["mcp"]\n'),
      },
      messages: ['The server speaks stdio only, and EXPOSE names 3000.'],
    },
    {
      name: 'one for stdio',
      facts: { ...settingsFact({ stdio: {} }), ...dockerfile('FROM a:1\nEXPOSE 3000\n') },
      messages: ['The server speaks stdio only, and EXPOSE names 3000.'],
    },
  ],
  notApplicable: [
    {
      name: 'no config',
      facts: { ...settingsFact({ http: { port: 1, path: '/' } }, 'image'), ...dockerfile('FROM a:1\nEXPOSE 3000\n') },
    },
  ],
});
