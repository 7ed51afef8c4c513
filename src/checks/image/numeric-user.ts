import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'image/numeric-user',
  title: 'Image names its user by number',
  why: 'Kubernetes refuses a pod with `runAsNonRoot` when the image names its user by name: it cannot tell that the name is not root.',
  remedy: 'End the final stage with the number of the user, `USER 1000:1000`.',
  severity: 'warning',
  references: [
    {
      title: 'Kubernetes: configure a security context',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['imageConfig'],
  run({ imageConfig: { reference, user } }) {
    const [name = ''] = user.split(':');
    if (name === '' || name === 'root') return { notApplicable: 'The image runs as root.' };
    if (/^\d+$/u.test(name)) return [];
    return [
      {
        message: `The image config names the user "${name}", not a number.`,
        location: { uri: reference },
        measured: user,
        repro: `docker image inspect --format '{{.Config.User}}' ${reference}`,
      },
    ];
  },
});
