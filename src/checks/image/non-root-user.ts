import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'image/non-root-user',
  title: 'Image runs as a non-root user',
  why: 'A tool call that breaks out of the server process owns whatever root owns in the container.',
  remedy: 'Create a user in the Dockerfile and end the final stage with `USER <uid>:<gid>`.',
  severity: 'error',
  references: [{ title: 'Dockerfile reference: USER', url: 'https://docs.docker.com/reference/dockerfile/#user' }],
  aliases: ['CIS-DI-0001', 'DL3002', 'DS-0002'],
  profile: 'quick',
  since: '0.1.0',
  needs: ['imageConfig'],
  run({ imageConfig: { reference, user } }) {
    const [name = ''] = user.split(':');
    if (name !== '' && name !== 'root' && name !== '0') return [];
    const found = name === '' ? 'sets no user, so it runs as root' : `sets user "${user}"`;
    return [
      {
        message: `The image config ${found}.`,
        location: { uri: reference },
        repro: `docker image inspect --format '{{.Config.User}}' ${reference}`,
      },
    ];
  },
});
