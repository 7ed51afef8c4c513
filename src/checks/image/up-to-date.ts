import { defineCheck } from '../define-check.js';
import { enumerated } from './layers.js';

/** Clocks of this machine and the engine's differ a little. */
const TOLERANCE_MS = 2_000;

export default defineCheck({
  id: 'image/up-to-date',
  title: 'Image is not older than its sources',
  why: 'What was changed after the build is not in the image: everything that this report says is about the state before it.',
  remedy:
    'Build it again with `mcp-dock build`; when every step comes from the cache, nothing that counts had changed.',
  severity: 'info',
  references: [{ title: 'docker image inspect', url: 'https://docs.docker.com/reference/cli/docker/image/inspect/' }],
  profile: 'quick',
  // Which files were changed last is another answer every time.
  momentary: true,
  since: '0.1.0',
  needs: ['imageConfig', 'sources'],
  run({ imageConfig: { reference, createdAt, taggedAt }, sources: { newest } }) {
    // A build that takes all from its cache leaves the old time in the image, and names it anew.
    const built = Math.max(timeOf(createdAt), timeOf(taggedAt));
    if (built < EARLIEST) return { notApplicable: 'The image does not say when it was built.' };
    const newer = newest.filter(({ modifiedAt }) => timeOf(modifiedAt) > built + TOLERANCE_MS);
    const [latest] = newer;
    if (latest === undefined) return [];
    return [
      {
        message: `${enumerated(newer.map(({ path }) => path))} changed after the image was built: it is of ${shortTime(built)}, the last change of ${shortTime(timeOf(latest.modifiedAt))}.`,
        location: { uri: latest.path },
        repro: `docker image inspect --format '{{.Created}} {{.Metadata.LastTagTime}}' ${reference}`,
      },
    ];
  },
});

/** Builds that are to give the same bytes each time put a fixed time there. */
const EARLIEST = Date.UTC(2013, 0);

const timeOf = (text: string | undefined): number => {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? 0 : time;
};

const shortTime = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
