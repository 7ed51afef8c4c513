import type { Part } from './part.js';

const FILE = '/run/secrets/service_auth_token';

/** The token between server and backend as a file that Compose hands over, in no container's environment. */
export const secrets: Part = {
  id: 'secrets',
  title: 'secrets as files below secrets/ instead of variables',
  requires: ['backend'],
  contribute: ({ has }) => ({
    compose: {
      'x-server': {
        environment: {
          '#SERVICE_AUTH_TOKEN': 'Empty means unset: whatever .env says, the file counts.',
          SERVICE_AUTH_TOKEN: '',
          SERVICE_AUTH_TOKEN_FILE: FILE,
        },
        secrets: ['service_auth_token'],
      },
      services: {
        backend: {
          environment: { SERVICE_AUTH_TOKEN: undefined, SERVICE_AUTH_TOKEN_FILE: FILE },
          secrets: ['service_auth_token'],
        },
      },
    },
    adjust: {
      frontend: {
        environment: { SERVICE_AUTH_TOKEN: undefined, SERVICE_AUTH_TOKEN_FILE: FILE },
        secrets: ['service_auth_token'],
      },
      'auth-server': {
        environment: { AUTH_DEV_PASSWORD: undefined, AUTH_DEV_PASSWORD_FILE: '/run/secrets/auth_dev_password' },
        secrets: ['auth_dev_password'],
      },
    },
    secrets: has('fullstack') ? ['service_auth_token', 'auth_dev_password'] : ['service_auth_token'],
    withoutVariables: ['SERVICE_AUTH_TOKEN', 'AUTH_DEV_PASSWORD'],
    notes: [
      'The token between server and backend is in `secrets/service_auth_token`. `make token` changes it and starts both again.',
    ],
  }),
};
