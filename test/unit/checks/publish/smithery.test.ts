import smithery from '../../../../src/checks/publish/smithery.js';
import { read, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const command = 'docker run --rm -p 127.0.0.1:8081:8081 --env PORT=8081 acme/weather:1.2.0 http';
const good = replay({ mode: 'http', command });
const withFile = (document: unknown, lines = {}) => ({
  smithery: good,
  publishFiles: { ofProject: true, smitheryYaml: read('smithery.yaml', document, lines) },
});

testCheck(smithery, {
  pass: [
    { name: 'a container', facts: withFile({ runtime: 'container' }) },
    { name: 'an image that is not the project’s', facts: { smithery: good, publishFiles: { ofProject: false } } },
  ],
  fail: [
    {
      name: 'no file',
      facts: { smithery: good, publishFiles: { ofProject: true } },
      messages: ['There is no smithery.yaml.'],
    },
    {
      name: 'another runtime',
      facts: withFile({ runtime: 'typescript' }, { runtime: 1 }),
      messages: ['runtime is "typescript", so the Dockerfile is not built.'],
    },
    {
      name: 'no runtime',
      facts: withFile({}),
      messages: ['runtime is not set, so the Dockerfile is not built.'],
    },
    {
      name: 'a server that does not listen where PORT says',
      facts: {
        smithery: { ...good, answered: false, tools: undefined, error: 'no answer within 5 s (/mcp)' },
        publishFiles: { ofProject: false },
      },
      messages: ['Started as Smithery starts it, it does not answer over HTTP: no answer within 5 s (/mcp).'],
    },
  ],
});
