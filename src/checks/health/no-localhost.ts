import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'health/no-localhost',
  title: 'The health check asks 127.0.0.1, not localhost',
  why: 'The name localhost may mean ::1 first, and a server that listens on IPv4 only then looks dead to its own probe.',
  remedy: 'Write 127.0.0.1 in place of localhost in the HEALTHCHECK.',
  severity: 'warning',
  references: [
    {
      title: 'Node.js: dns.lookup and address order',
      url: 'https://nodejs.org/api/dns.html#dnslookuphostname-options-callback',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['imageConfig'],
  run({ imageConfig: { reference, healthcheck } }) {
    const [kind, ...words] = healthcheck?.test ?? [];
    if (kind === undefined || kind === 'NONE') return { notApplicable: 'The image has no health check.' };
    const text = words.join(' ');
    if (!/(?<![\w.-])localhost(?![\w.-])/iu.test(text)) return [];
    return [
      {
        message: `The health check asks localhost: ${text.length <= 200 ? text : `${text.slice(0, 199)}…`}`,
        location: { uri: reference },
        repro: `docker image inspect --format '{{json .Config.Healthcheck.Test}}' ${reference}`,
      },
    ];
  },
});
