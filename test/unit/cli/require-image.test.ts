import { describe, expect, it } from 'vitest';
import { requireImage } from '../../../src/cli/require-image.js';
import { parseTarget } from '../../../src/targets/parse-target.js';

describe('consumers of an image', () => {
  it.each([
    ['command:node server.js', ['docker-gateway'], 'docker-gateway', 'a program of this machine'],
    ['https://mcp.example.com/mcp', ['mcp-registry', 'glama'], 'mcp-registry,glama', 'a server at an address'],
    ['container:weather', ['platforms', 'toolhive'], 'toolhive', 'a container that runs already'],
    ['compose:mcp-server', ['docker-gateway'], 'docker-gateway', 'a service of Compose'],
    ['oci-archive:image.tar', ['smithery'], 'smithery', 'an image in a file'],
  ] as const)('are refused for %s', (target, consumers, named, found) => {
    expect(() => requireImage(consumers, parseTarget(target))).toThrow(
      expect.objectContaining({
        code: 'FLAG_INVALID',
        message: expect.stringMatching(
          new RegExp(`^--target ${named} needs an image .* this is ${found}.*: give image:REFERENCE`, 'u'),
        ) as string,
      }),
    );
  });

  it.each([
    [undefined, ['docker-gateway']],
    ['image:acme/weather:1', ['docker-gateway']],
    ['container:weather', ['mcp-registry', 'platforms']],
    ['command:node server.js', []],
  ] as const)('are taken for %s: %j', (target, consumers) => {
    expect(() => requireImage(consumers, parseTarget(target))).not.toThrow();
  });
});
