import { needsVariable, type MakeGroup } from './make-target.js';

/** Services whose images come from a registry as they are. */
const PULLED = ['postgres', 'redis', 'proxy'];

export const images: MakeGroup = {
  title: 'Images',
  targets: [
    {
      name: 'scan',
      help: 'Look for secrets, waste and rights in the image that need not be there',
      recipe: () => ['$(MCP_DOCK) verify --only image --only security'],
    },
    {
      name: 'pin',
      help: 'Write the digests of the base images into the Dockerfile',
      recipe: () => ['$(MCP_DOCK) pin'],
    },
    {
      name: 'pin-check',
      help: 'Say which base images are not pinned, and change nothing',
      recipe: () => ['$(MCP_DOCK) pin --check'],
    },
    {
      name: 'build-plan',
      help: 'What a build would ask of the engine, as JSON',
      recipe: () => ['$(MCP_DOCK) build --plan'],
    },
    {
      name: 'fresh',
      help: 'Build beside the image one with the newest dependencies',
      recipe: () => ['$(MCP_DOCK) build --fresh'],
      when: ({ fresh }) => fresh,
    },
    {
      name: 'pull',
      help: 'Pull images that are not built here',
      recipe: ({ services }) => [`$(STACK) pull ${services.filter((service) => PULLED.includes(service)).join(' ')}`],
      when: ({ services }) => services.some((service) => PULLED.includes(service)),
    },
    {
      name: 'push',
      help: 'Build the server’s image and push it; give TAG=registry.example.com/NAME:1.0.0',
      recipe: ({ name }) => [
        needsVariable('TAG', 'TAG=registry.example.com/NAME:1.0.0'),
        `$(MCP_DOCK) build --image ${name} --tag "$$TAG" --push`,
      ],
    },
  ],
};
