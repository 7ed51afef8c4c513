import serverJson from '../../../../src/checks/publish/server-json.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { read } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const image = {
  registryType: 'oci',
  identifier: 'ghcr.io/acme/weather:1.2.0',
  transport: { type: 'stdio' },
};
const sound = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: 'io.github.acme/weather',
  description: 'Forecasts for a place',
  version: '1.2.0',
  packages: [image],
};
const labels = { 'org.opencontainers.image.version': '1.2.0' };
const facts = (document: unknown, more = {}) => ({
  settings: settings({ transports: { stdio: {} } }),
  imageConfig: imageConfig({ labels }),
  publishFiles: { ofProject: true, serverJson: read('server.json', document, { packages: 6, 'packages.0': 7 }) },
  ...more,
});
const withImage = (changes: object) => facts({ ...sound, packages: [{ ...image, ...changes }] });

testCheck(serverJson, {
  pass: [
    { name: 'an image', facts: facts(sound) },
    { name: 'a digest', facts: withImage({ identifier: `docker.io/acme/weather@sha256:${'a'.repeat(64)}` }) },
    {
      name: 'all that it may have',
      facts: facts({
        ...sound,
        title: 'Weather',
        websiteUrl: 'https://weather.example.com/',
        repository: { url: 'https://github.com/acme/weather', source: 'github' },
        icons: [{ src: 'https://weather.example.com/icon.png', sizes: ['48x48'], mimeType: 'image/png' }],
        remotes: [
          { type: 'streamable-http', url: 'https://weather.example.com/{region}/mcp', variables: { region: {} } },
        ],
        packages: [
          {
            ...image,
            runtimeHint: 'docker',
            runtimeArguments: [{ type: 'named', name: '-v', value: 'weather:/data', isRepeated: true }],
            packageArguments: [{ type: 'positional', value: 'stdio' }],
            environmentVariables: [{ name: 'WEATHER_TOKEN', isSecret: true, isRequired: true }],
          },
        ],
        ofOurs: true,
      }),
    },
  ],
  fail: [
    {
      name: 'no file',
      facts: { ...facts({}), publishFiles: { ofProject: true } },
      messages: ['There is no server.json, and the registry takes nothing without one.'],
    },
    {
      name: 'a file that is no JSON',
      facts: {
        ...facts({}),
        publishFiles: {
          ofProject: true,
          serverJson: { path: 'server.json', lines: {}, problem: { line: 3, message: 'It is no JSON.' } },
        },
      },
      messages: ['It is no JSON.'],
    },
    {
      name: 'a description and a name that are not taken',
      facts: facts({ ...sound, name: 'weather', description: 'x'.repeat(101) }),
      messages: [
        'name is no namespace in reverse DNS form, one slash, and a name, as in io.github.acme/weather.',
        'description is longer than 100 characters.',
      ],
    },
    {
      name: 'what an image must not have',
      facts: withImage({ version: '1.2.0', registryBaseUrl: 'https://ghcr.io' }),
      messages: [
        'packages.0.version must not be there for an image: the identifier says it all.',
        'packages.0.registryBaseUrl must not be there for an image: the identifier says it all.',
      ],
    },
    {
      name: 'no tag, at a registry of its own',
      facts: withImage({ identifier: 'registry.example.com:5000/acme/weather' }),
      messages: [
        'packages.0.identifier is registry.example.com:5000/acme/weather, without a tag or digest.',
        'packages.0.identifier is at registry.example.com:5000; the registry takes images from docker.io, ghcr.io, *.pkg.dev, *.azurecr.io, mcr.microsoft.com.',
      ],
    },
    {
      name: 'a transport that the image does not have',
      facts: withImage({ transport: { type: 'streamable-http', url: 'http://localhost:3000/mcp' } }),
      messages: ['packages.0.transport.type is streamable-http, which the image does not speak.'],
    },
    {
      name: 'no image',
      facts: facts({
        ...sound,
        packages: [{ ...image, registryType: 'npm', identifier: 'weather', version: '1.2.0' }],
      }),
      messages: ['packages names no image: no entry has registryType "oci".'],
    },
    {
      name: 'a range, and another version in the image',
      facts: facts({ ...sound, version: '^1.2.0' }),
      messages: [
        'version is ^1.2.0, a range and not one version.',
        'version is ^1.2.0, and the image is labelled 1.2.0.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'metadata that is too large, and some that is dropped',
      facts: facts({
        ...sound,
        $schema: undefined,
        _meta: { 'io.modelcontextprotocol.registry/publisher-provided': { notes: 'x'.repeat(5000) }, own: {} },
      }),
      messages: [
        '$schema is missing: without it nobody knows the revision; the newest is https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json.',
        '_meta.io.modelcontextprotocol.registry/publisher-provided has 5012 bytes, and 4096 are taken.',
        '_meta has own, which the registry drops.',
      ],
      severities: ['warning', 'error', 'warning'],
    },
  ],
  notApplicable: [
    { name: 'an image that is not the project’s', facts: { ...facts({}), publishFiles: { ofProject: false } } },
  ],
});
