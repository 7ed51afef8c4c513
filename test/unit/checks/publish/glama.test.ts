import glama from '../../../../src/checks/publish/glama.js';
import { gone, read, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const facts = { glama: replay(), publishFiles: { ofProject: true } };
const withFile = (document: unknown) => ({
  ...facts,
  publishFiles: { ofProject: true, glamaJson: read('glama.json', document, { maintainers: 3 }) },
});

testCheck(glama, {
  pass: [
    { name: 'a server that lists its tools', facts },
    { name: 'a maintainer', facts: withFile({ maintainers: ['acme'] }) },
  ],
  fail: [
    {
      name: 'a server that ends',
      facts: { ...facts, glama: gone('No API key') },
      messages: ['Started as Glama starts it, the container exited after 0.3 s with code 1: No API key.'],
    },
    {
      name: 'no maintainers',
      facts: withFile({ maintainers: [] }),
      messages: ['It names no maintainers, so nobody can claim the server.'],
    },
    {
      name: 'a file that is no JSON',
      facts: {
        ...facts,
        publishFiles: {
          ofProject: true,
          glamaJson: { path: 'glama.json', lines: {}, problem: { line: 2, message: 'It is no JSON.' } },
        },
      },
      messages: ['It is no JSON.'],
    },
  ],
});
