import type { ImageConfig, ImageContents } from '../../model/facts/image.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { missingProgram } from './missing-program.js';

export default defineCheck({
  id: 'image/entrypoint-exists',
  title: 'The program that the image starts exists and may be run',
  why: 'A start command that points nowhere ends every container at once, often with no word on stderr.',
  remedy:
    'Correct ENTRYPOINT and CMD, or copy the file to where they look for it, readable and executable for the image’s user.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: ENTRYPOINT', url: 'https://docs.docker.com/reference/dockerfile/#entrypoint' },
  ],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig, imageContents: { resolved } }) {
    const { reference, entrypoint, cmd } = imageConfig;
    if (entrypoint.length === 0 && cmd.length === 0)
      return [
        {
          message: 'The image config names neither ENTRYPOINT nor CMD: nothing is started.',
          location: { uri: reference },
          repro: inspectCommand(imageConfig),
        },
      ];
    return resolved
      .filter(({ role }) => role === 'entrypoint' || role === 'entrypoint-file' || role === 'cmd')
      .flatMap((program) => toFinding(imageConfig, program));
  },
});

function toFinding(config: ImageConfig, program: ImageContents['resolved'][number]): Finding[] {
  const message = missingProgram(program, 'The start command', config);
  if (message === undefined) return [];
  return [
    {
      message,
      location: { uri: config.reference },
      evidence: [`ENTRYPOINT ${JSON.stringify(config.entrypoint)}`, `CMD ${JSON.stringify(config.cmd)}`],
      repro: inspectCommand(config),
    },
  ];
}

const inspectCommand = ({ reference }: ImageConfig): string =>
  `docker image inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' ${reference}`;
