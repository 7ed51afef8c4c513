import mcpNameLabel from '../../../../src/checks/publish/mcp-name-label.js';
import { imageConfig } from '../../../support/image-facts.js';
import { read } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const labelled = (name: string | undefined) =>
  imageConfig({ labels: name === undefined ? {} : { 'io.modelcontextprotocol.server.name': name } });
const NAME = 'io.github.acme/weather';
const file = { ofProject: true, serverJson: read('server.json', { name: NAME }) };

testCheck(mcpNameLabel, {
  pass: [
    { name: 'the name of server.json', facts: { imageConfig: labelled(NAME), publishFiles: file } },
    { name: 'a name alone', facts: { imageConfig: labelled(NAME), publishFiles: { ofProject: false } } },
  ],
  fail: [
    {
      name: 'no label',
      facts: { imageConfig: labelled(undefined), publishFiles: file },
      messages: [
        'The image has no label io.modelcontextprotocol.server.name; server.json is called "io.github.acme/weather".',
      ],
    },
    {
      name: 'neither',
      facts: { imageConfig: labelled(undefined), publishFiles: { ofProject: false } },
      messages: ['The image has no label io.modelcontextprotocol.server.name.'],
    },
    {
      name: 'another name',
      facts: { imageConfig: labelled('io.github.acme/wether'), publishFiles: file },
      messages: ['The label says "io.github.acme/wether", and server.json "io.github.acme/weather".'],
    },
    {
      name: 'a name without a namespace',
      facts: { imageConfig: labelled('weather'), publishFiles: { ofProject: false } },
      messages: ['The label says "weather", which is no namespace in reverse DNS form, one slash, and a name.'],
    },
  ],
});
