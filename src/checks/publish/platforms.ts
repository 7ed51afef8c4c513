import { defineCheck } from '../define-check.js';

/** What people have: servers and most desktops, and machines with Arm processors. */
const WANTED = ['linux/amd64', 'linux/arm64'];

export default defineCheck({
  id: 'publish/platforms',
  title: 'The published image has linux/amd64 and linux/arm64',
  why: 'Where a platform is missing the image does not start, or starts in an emulation that is many times slower and trips time limits.',
  remedy: 'Build and push all of them at once: `mcp-dock build --platform linux/amd64,linux/arm64 --push`.',
  severity: 'error',
  references: [
    { title: 'Docker: multi-platform builds', url: 'https://docs.docker.com/build/building/multi-platform/' },
  ],
  asked: { flag: '--target', names: ['platforms'] },
  since: '0.2.0',
  needs: ['published'],
  run({ published: { reference, status, platforms, message } }) {
    if (status === 'not-found') return { notApplicable: `${reference} has not been pushed.` };
    if (status === 'unauthorized')
      return { unknown: `The registry does not show ${reference} without a login: ${message ?? 'not authorised'}` };
    if (platforms === undefined) return { unknown: `The engine does not tell which platforms ${reference} has.` };
    const missing = WANTED.filter((one) => !platforms.some((has) => has === one || has.startsWith(`${one}/`)));
    return missing.length === 0
      ? []
      : [
          {
            message: `${reference} has no ${missing.join(', no ')}.`,
            location: { uri: reference },
            measured: platforms.join(', '),
            limit: WANTED.join(', '),
            repro: `docker manifest inspect ${reference}`,
          },
        ];
  },
});
