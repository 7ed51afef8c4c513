import type { Facts } from '../../model/facts.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/base-images-available',
  title: 'Base images are there or can be pulled',
  why: 'A build begins with its base images; without them its first step fails.',
  remedy: 'Pull them once with `docker pull`, log in to their registry, or name a mirror that can be reached.',
  severity: 'error',
  references: [
    { title: 'docker login', url: 'https://docs.docker.com/reference/cli/docker/login/' },
    { title: 'Registry as a pull-through cache', url: 'https://docs.docker.com/docker-hub/image-library/mirror/' },
  ],
  since: '0.1.0',
  needs: ['baseImages'],
  run: ({ baseImages }) => baseImages.flatMap(findingOf),
});

type BaseImage = Facts['baseImages'][number];

function findingOf(image: BaseImage): Finding[] {
  const { reference, line, present, standIn, registry, message } = image;
  const location = { uri: 'Dockerfile', line };
  if (standIn) {
    return [
      {
        message: `${reference} was assembled on this machine and is not the official image.`,
        location,
        severity: 'info',
        repro: `docker pull ${reference}`,
      },
    ];
  }
  if (present || registry === 'reachable') return [];
  return [
    {
      message: `${reference} is not on this machine, and ${REASONS[registry]}.`,
      location,
      ...(message !== undefined && { evidence: [message] }),
      repro: `docker pull ${reference}`,
    },
  ];
}

const REASONS: Record<Exclude<BaseImage['registry'], 'reachable'>, string> = {
  unreachable: 'its registry cannot be reached',
  unauthorized: 'its registry wants a login that it has not got',
  'not-found': 'its registry has no such image',
  'not-asked': 'its registry was not asked',
};
