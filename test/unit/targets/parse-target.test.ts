import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/targets/parse-target.js';

describe('parseTarget', () => {
  it.each([
    'weather',
    'acme/weather:1.2.0',
    'localhost:5000/acme/weather',
    'ghcr.io/acme/my__server:v1.0_rc-2',
    `ghcr.io/acme/weather:1@sha256:${'a'.repeat(64)}`,
    `sha256:${'0'.repeat(64)}`,
    '[::1]:5000/weather',
    'Registry.Example.com/weather',
  ])('reads image:%s', (reference) => {
    expect(parseTarget(`image:${reference}`)).toEqual({ kind: 'image', reference });
  });

  it.each([
    ['', 'it is empty.'],
    ['Weather', 'names are all lower case.'],
    ['acme/Weather:1', 'names are all lower case.'],
    ['weather:', 'the tag "" is not valid.'],
    ['weather:-1', 'the tag "-1" is not valid.'],
    ['weather@sha256:12', 'the digest "sha256:12" is not algorithm:hex.'],
    ['a b', 'it contains a space.'],
    ['weather//x', 'the name "weather//x" is not valid.'],
    ['weather@x@y', 'it has more than one @.'],
  ])('refuses image:%s', (reference, reason) => {
    expect(() => parseTarget(`image:${reference}`)).toThrow(
      expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID', details: { reference: reference.trim(), reason } }),
    );
  });

  it.each([
    ['oci-archive:image.tar', { format: 'oci', path: 'image.tar' }],
    ['docker-archive:../out/a b.tar', { format: 'docker', path: '../out/a b.tar' }],
    [String.raw`docker-archive:C:\out\image.tar`, { format: 'docker', path: String.raw`C:\out\image.tar` }],
    ['oci-archive:image.tar#linux/arm64', { format: 'oci', path: 'image.tar', image: 'linux/arm64' }],
    [
      'docker-archive:image.tar#acme/weather:1.2.0',
      { format: 'docker', path: 'image.tar', image: 'acme/weather:1.2.0' },
    ],
  ])('reads %s', (target, archive) => {
    expect(parseTarget(target)).toEqual({ kind: 'archive', ...archive });
  });

  it.each([
    ['oci-archive:', 'the file is missing.'],
    ['docker-archive:image.tar#', 'the image behind the # is missing.'],
  ])('refuses %s', (target, reason) => {
    expect(() => parseTarget(target)).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID', details: { target, reason } }),
    );
  });

  it('reads the others', () => {
    expect(parseTarget(undefined)).toEqual({ kind: 'project' });
    expect(parseTarget('container:weather-1')).toEqual({ kind: 'container', name: 'weather-1' });
    expect(parseTarget("command:node 'my server.js' stdio")).toEqual({
      kind: 'command',
      words: ['node', 'my server.js', 'stdio'],
    });
    expect(parseTarget('compose:mcp-server')).toEqual({ kind: 'compose', service: 'mcp-server' });
    expect(parseTarget('compose:mcp_server@../deploy/stack@2.yaml')).toEqual({
      kind: 'compose',
      service: 'mcp_server',
      file: '../deploy/stack@2.yaml',
    });
    expect(parseTarget('https://mcp.example.com/mcp')).toEqual({
      kind: 'http',
      url: new URL('https://mcp.example.com/mcp'),
    });
  });

  it.each([
    ['acme/weather:1', 'it has no kind. For an image write image:acme/weather:1'],
    [
      '127.0.0.1:3999/mcp',
      'it has no kind. For a server write http://127.0.0.1:3999/mcp, for an image of a registry image:127.0.0.1:3999/mcp',
    ],
    ['', 'it is empty.'],
    [
      'ftp://x',
      'it begins with none of image:, container:, compose:, oci-archive:, docker-archive:, command:, http:// and https://.',
    ],
    ['container:', 'the name of the container is missing.'],
    ['container:../x', 'that is no name or id of a container.'],
    ['http://', 'that is no URL.'],
    ['command:', 'the program is missing.'],
    ['compose:', 'the name of the service is missing.'],
    ['compose:@compose.yaml', 'the name of the service is missing.'],
    ['compose:a/b', 'that is no name of a service.'],
    ['compose:server@', 'the file behind the @ is missing.'],
  ])('refuses %s', (target, reason) => {
    expect(() => parseTarget(target)).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID', details: { target, reason } }),
    );
  });

  it('repeats no argument of a command that cannot be read', () => {
    expect(() => parseTarget('command:node --token hunter22 | tee')).toThrow(
      expect.objectContaining({
        details: { target: 'command:node …', reason: expect.stringContaining('no shell runs it') as string },
      }),
    );
    expect(() => parseTarget('command:TOKEN=hunter22 node')).toThrow(
      expect.objectContaining({
        details: { target: 'command:TOKEN …', reason: 'variables are given with --env: --env TOKEN=….' },
      }),
    );
  });

  it.each([
    ['http://?api_key=hunter22', 'http://?…'],
    ['http://me:hunter22@mcp.example.com:port/mcp', 'http://…@mcp.example.com:port/mcp'],
    ['http://me:hunter#22/@host:port?hunter22', 'http://…@host:port?…'],
  ])('does not repeat the query and the password of %s, which is no URL', (typed, target) => {
    expect(() => parseTarget(typed)).toThrow(
      expect.objectContaining({ details: { target, reason: 'that is no URL.' } }),
    );
  });

  it('refuses credentials in an address and does not repeat them', () => {
    expect(() => parseTarget('https://me:hunter22@mcp.example.com/mcp')).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID', message: expect.not.stringContaining('hunter22') as string }),
    );
  });
});

it.each(['.', '..', 'src/', './server', '../server', '/srv/todo', '~/todo', 'C:\\todo'])(
  'says of the folder %s that verify takes none',
  (target) => {
    expect(() => parseTarget(target)).toThrow(
      expect.objectContaining({
        code: 'TARGET_INVALID',
        message: `"${target}" is no target: verify takes no folder. Go there with \`cd ${target}\` and run \`mcp-dock verify\`.`,
      }),
    );
  },
);
