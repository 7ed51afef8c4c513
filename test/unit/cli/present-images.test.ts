import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ImagesOutcome } from '../../../src/actions/build-images.js';
import { presentImages } from '../../../src/cli/present-images.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

const unreachable = () => new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'tcp://engine.example:1' });
const failed = (reason: string) =>
  new McpDockError('BUILD_FAILED', { cause: 'other', reason, lastLines: [], advice: [] });

function shown(errors: readonly McpDockError[], failure: McpDockError, json = false) {
  const images = errors.map((error, index) => ({ name: `image-${index}`, error }));
  const report: ImagesOutcome['report'] = {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'build-images',
    startedAt: '2026-11-21T10:00:00.000Z',
    durationMs: 1,
    images: images.map(({ name, error }) => {
      const { code, title, message, suggestions, exitCode } = error.toJSON();
      return { name, outcome: 'failed', error: { code, title, message, suggestions: [...suggestions], exitCode } };
    }),
  };
  const stream = new PassThrough();
  const printed: string[] = [];
  presentImages(
    { report, images, failure },
    { json, next: '', options: { colour: false, symbols: true, width: 80, verbose: false } },
    { print: (text) => printed.push(text), stderr: stream as unknown as NodeJS.WriteStream },
  );
  return { printed, said: String(stream.read() ?? '') };
}

describe('presentImages', () => {
  it('leaves one reason for all to the end of the run', () => {
    const [first, second] = [unreachable(), unreachable()];
    expect(shown([first, second], first)).toEqual({ printed: [], said: '' });
  });

  it('says the reason of each below its name', () => {
    const [first, second] = [failed('exit code 3'), failed('exit code 4')];
    const failure = new McpDockError('IMAGES_FAILED', { failed: ['image-0', 'image-1'], built: [], push: false });
    const { said } = shown([first, second], failure);
    expect(said).toMatch(
      /^image-0:\n.*BUILD_FAILED\n.*exit code 3\n(?:.*\n)*?image-1:\n.*BUILD_FAILED\n.*exit code 4\n/u,
    );
  });

  it('puts one document on stdout and nothing else', () => {
    const { printed, said } = shown([failed('a')], failed('a'), true);
    expect(printed.map((text) => JSON.parse(text) as unknown)).toEqual([
      expect.objectContaining({ command: 'build-images' }),
    ]);
    expect(said).toBe('');
  });
});
