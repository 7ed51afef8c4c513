import { defineCheck } from '../define-check.js';
import { missingProgram } from '../image/missing-program.js';

export default defineCheck({
  id: 'health/probe-binary-exists',
  title: 'The program of the health check is in the image',
  why: 'Slim images have no curl and no wget: a probe that cannot start marks every container unhealthy while the server is well.',
  remedy: 'Probe with what is there: the server’s own runtime (`node`, `python`) or the server binary itself.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig, imageContents: { resolved } }) {
    const { reference, healthcheck } = imageConfig;
    if (healthcheck === undefined || healthcheck.test[0] === 'NONE')
      return { notApplicable: 'The image has no health check.' };
    return resolved
      .filter(({ role }) => role === 'healthcheck' || role === 'healthcheck-file')
      .flatMap((program) => missingProgram(program, 'The health check', imageConfig) ?? [])
      .map((message) => ({
        message,
        location: { uri: reference },
        evidence: [`HEALTHCHECK ${JSON.stringify(healthcheck.test)}`],
        repro: `docker image inspect --format '{{json .Config.Healthcheck.Test}}' ${reference}`,
      }));
  },
});
