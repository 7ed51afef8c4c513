import { imageSettings } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { placeIn, shortened, withStages } from './places.js';
import { faultOf } from './probe-faults.js';

export default defineCheck({
  id: 'dockerfile/healthcheck-meaningful',
  title: 'The health check can fail, and fails when the server does not answer',
  why: 'A probe that always succeeds calls a server healthy that hangs or never came up, and everything that waits for it goes ahead.',
  remedy: 'Ask the server itself: a request to its health path on 127.0.0.1, with the runtime that is in the image.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const probed = withStages(dockerfiles).flatMap((file) => {
      const { healthcheck } = imageSettings(file);
      return healthcheck === undefined || /^none$/iu.test(healthcheck.args.trim()) ? [] : [{ file, healthcheck }];
    });
    if (probed.length === 0) return { notApplicable: 'No Dockerfile here declares a health check.' };
    return probed.flatMap(({ file, healthcheck }) => findingsOf(file, healthcheck));
  },
});

function findingsOf(file: DockerfileFact, healthcheck: DockerfileInstruction): Finding[] {
  const fault = faultOf(healthcheck);
  if (fault === undefined) return [];
  const shown = shortened(healthcheck.args.replace(/^cmd\s+/iu, ''));
  return [
    {
      message: `The health check ${fault.words}: ${shown}`,
      location: placeIn(file, healthcheck),
      ...(fault.certain ? {} : { severity: 'warning' }),
    },
  ];
}
