import dockerCatalog from '../../../../src/checks/publish/docker-catalog.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { gone, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const facts = { dockerCatalog: replay(), imageConfig: imageConfig(), settings: settings() };
const licensed = (license: string) => imageConfig({ labels: { 'org.opencontainers.image.licenses': license } });

testCheck(dockerCatalog, {
  pass: [
    { name: 'a server that lists its tools', facts },
    { name: 'a licence that lets people use it', facts: { ...facts, imageConfig: licensed('Apache-2.0') } },
    {
      name: 'the name of an image that is not the project’s',
      facts: { ...facts, settings: settings({ configured: false, name: 'acme/Weather:1' }) },
    },
  ],
  fail: [
    {
      name: 'a server that ends',
      facts: { ...facts, dockerCatalog: gone('No API key') },
      messages: [
        'Started as the Docker catalogue starts it, the container exited after 0.3 s with code 1: No API key.',
      ],
    },
    {
      name: 'arguments without a description',
      facts: {
        ...facts,
        dockerCatalog: replay({
          tools: [
            { name: 'a', undescribed: ['id', 'title'] },
            { name: 'b', undescribed: [] },
          ],
        }),
      },
      messages: ['A tool has arguments without a description.'],
      severities: ['warning'],
    },
    {
      name: 'a name that the catalogue does not take',
      facts: { ...facts, settings: settings({ configured: true, name: 'Weather_Server' }) },
      messages: [
        'The project is called "Weather_Server", and a server of the catalogue has small letters, digits and hyphens alone.',
      ],
      severities: ['warning'],
    },
    {
      name: 'a licence that the catalogue does not take',
      facts: { ...facts, imageConfig: licensed('AGPL-3.0-only') },
      messages: ['The label org.opencontainers.image.licenses says AGPL-3.0-only, which the catalogue does not take.'],
    },
  ],
});
