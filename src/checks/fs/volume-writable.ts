import type { Facts } from '../../model/facts.js';
import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'fs/volume-writable',
  title: 'Fresh volumes can be written to by the image’s user',
  why: 'A volume gets its owner from the folder in the image that it is mounted on; where there is none, it belongs to root, and the server loses its data or does not start.',
  remedy:
    'Make the folder in the Dockerfile before USER, and let it belong to that user: `RUN install -d -o 1000 -g 1000 /app/data`.',
  severity: 'error',
  references: [
    {
      title: 'Docker: Populate a volume using a container',
      url: 'https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['dataVolumes', 'imageConfig'],
  run({ dataVolumes: { user, volumes }, imageConfig: { reference } }) {
    return volumes
      .filter(({ writable }) => !writable)
      .map(({ path, from, error, shown }) => ({
        message: `The user ${user === '' ? 'root' : `"${user}"`} cannot write to a fresh volume at ${path} (${DECLARED[from]}).`,
        location: { uri: reference },
        evidence: [...(error === undefined ? [] : [error]), ...(shown === undefined ? [] : [`${path}: ${shown}`])],
        repro: `docker run --rm -v ${shellWord(path)} --entrypoint sh ${shellWord(reference)} -c ${shellWord(`ls -ldn ${path}; touch ${path}/x`)}`,
      }));
  },
});

const DECLARED: Record<Facts['dataVolumes']['volumes'][number]['from'], string> = {
  project: 'server.data',
  image: 'VOLUME',
};
