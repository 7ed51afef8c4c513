import { describe, expect, it } from 'vitest';
import type { RegistryAnswer } from '../../../src/ports/engine.js';
import published from '../../../src/probes/published.js';
import { NotApplicable, type EndedProbeContext } from '../../../src/probes/define-probe.js';
import { imageConfig } from '../../support/image-facts.js';
import { probeContext } from '../../support/probe-context.js';
import { read } from '../../support/replay.js';

const asked: string[] = [];
const collect = (answer: RegistryAnswer, { identifier, pushed = false }: { identifier?: string; pushed?: boolean }) => {
  asked.length = 0;
  const document = {
    packages: [
      { registryType: 'npm', identifier: 'x' },
      { registryType: 'oci', identifier },
    ],
  };
  return published.collect(
    probeContext({
      engine: {
        askRegistry: async (reference) => {
          asked.push(reference);
          return answer;
        },
      },
      facts: {
        publishFiles: {
          ofProject: true,
          ...(identifier !== undefined && { serverJson: read('server.json', document) }),
        },
        imageConfig: imageConfig({ repoDigests: pushed ? ['acme/weather@sha256:1'] : [] }),
      },
    }) as EndedProbeContext,
  );
};

describe('published', () => {
  it('asks for the image that server.json names', async () => {
    const answer = { status: 'reachable', platforms: ['linux/amd64'] } as const;
    expect(await collect(answer, { identifier: 'ghcr.io/acme/weather:1' })).toEqual({
      reference: 'ghcr.io/acme/weather:1',
      ...answer,
    });
    expect(asked).toEqual(['ghcr.io/acme/weather:1']);
  });

  it('asks for the image itself when it came from a registry, or went to one', async () => {
    expect(await collect({ status: 'not-found', message: 'manifest unknown' }, { pushed: true })).toEqual({
      reference: 'acme/weather:1.2.0',
      status: 'not-found',
      message: 'manifest unknown',
    });
  });

  it('asks nothing for an image that is only here', async () => {
    await expect(collect({ status: 'reachable' }, {})).rejects.toBeInstanceOf(NotApplicable);
    await expect(collect({ status: 'reachable' }, { identifier: 'no reference' })).rejects.toThrow(/only here/u);
    expect(asked).toEqual([]);
  });

  it('cannot tell when no registry is reached', async () => {
    await expect(
      collect({ status: 'unreachable', message: 'no route' }, { identifier: 'ghcr.io/acme/weather:1' }),
    ).rejects.toThrow('The registry of ghcr.io/acme/weather:1 was not reached: no route');
  });
});
