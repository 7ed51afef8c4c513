import { imageInstructions, imageSettings } from '../../model/dockerfile-stages.js';
import { defineCheck } from '../define-check.js';
import { dropsRootItself } from './image-names.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/healthcheck-declared',
  title: 'Dockerfile of an HTTP server declares a health check',
  why: 'Without one the engine calls a server that hangs as healthy as one that answers, and Compose cannot wait for it.',
  remedy: 'Add `HEALTHCHECK CMD [...]` to the final stage that asks the health endpoint on 127.0.0.1.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  aliases: ['CIS-DI-0006', 'DL3057', 'DS-0026'],
  since: '0.1.0',
  needs: ['dockerfiles', 'settings'],
  run({ dockerfiles, settings: { transports, transportsFrom } }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    // What an image only looks like is not what a project says of it.
    const http = transportsFrom === 'config' || transportsFrom === 'label' ? transports.http : undefined;
    const stdioOnly = http === undefined && transportsFrom !== 'image' && transports.stdio !== undefined;
    const servers = files.filter((file) => {
      const exposes = imageInstructions(file).some(({ keyword }) => keyword === 'EXPOSE');
      return file.main ? http !== undefined || (exposes && !stdioOnly) : exposes;
    });
    if (servers.length === 0) return { notApplicable: 'No image of this project serves HTTP or exposes a port.' };
    return servers.flatMap((file) => {
      const { healthcheck } = imageSettings(file);
      const root = file.stages[file.final]?.image;
      if (healthcheck === undefined && root !== undefined && dropsRootItself(root)) return [];
      if (healthcheck !== undefined && !/^none$/iu.test(healthcheck.args.trim())) return [];
      const serves = file.main && http !== undefined ? `serves HTTP on port ${http.port}` : 'exposes a port';
      const found = healthcheck === undefined ? 'has no HEALTHCHECK' : 'switches its health check off';
      return [
        {
          message: `The image ${serves}, and its Dockerfile ${found}.`,
          location: placeIn(file, healthcheck ?? { line: file.stages[file.final]?.line ?? 1 }),
        },
      ];
    });
  },
});
