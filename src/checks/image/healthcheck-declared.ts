import { defineCheck } from '../define-check.js';
import { faultOfImage } from '../dockerfile/probe-faults.js';

export default defineCheck({
  id: 'image/healthcheck-declared',
  title: 'Image declares a health check that can fail',
  why: 'Without one the engine calls a server that hangs as healthy as one that answers, and compose cannot wait for it.',
  remedy: 'Add `HEALTHCHECK CMD [...]` to the final stage that asks the health endpoint on 127.0.0.1.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  aliases: ['CIS-DI-0006', 'DL3057', 'DS-0026'],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'imageConfig'],
  run({ settings: { transports }, imageConfig: { reference, exposedPorts, healthcheck } }) {
    const repro = `docker image inspect --format '{{json .Config.Healthcheck}}' ${reference}`;
    const fault = faultOfImage(healthcheck?.test ?? []);
    if (fault?.certain === true) {
      const evidence = [`HEALTHCHECK ${JSON.stringify(healthcheck?.test)}`];
      return [{ message: `The health check ${fault.words}.`, evidence, location: { uri: reference }, repro }];
    }
    if (transports.http === undefined && exposedPorts.length === 0)
      return { notApplicable: 'The image has no HTTP transport and exposes no port.' };
    const [kind] = healthcheck?.test ?? [];
    if (kind === 'CMD' || kind === 'CMD-SHELL') return [];
    const found = kind === 'NONE' ? 'switches the health check off (HEALTHCHECK NONE)' : 'has no health check';
    const { http } = transports;
    const does = http === undefined ? `exposes ${exposedPorts.join(', ')}` : `serves HTTP on port ${http.port}`;
    return [
      {
        message: `The image ${does} and ${found}.`,
        location: { uri: reference },
        repro,
      },
    ];
  },
});
