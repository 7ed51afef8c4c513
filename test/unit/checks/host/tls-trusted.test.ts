import check from '../../../../src/checks/host/tls-trusted.js';
import { testCheck } from '../../../support/test-check.js';

const host = 'packages.example';

testCheck(check, {
  pass: [
    { name: 'a public authority', facts: { tlsInterception: { host, status: 'direct', issuer: 'X' } } },
    {
      name: 'an authority that the CA file knows',
      facts: {
        tlsInterception: { host, status: 'intercepted', issuer: 'Corp', caFile: '/ca.pem', caFileFrom: 'build.caFile' },
      },
    },
  ],
  fail: [
    {
      name: 'an unknown authority',
      facts: {
        tlsInterception: { host, status: 'untrusted', issuer: 'Corp Root', message: 'SELF_SIGNED_CERT_IN_CHAIN' },
      },
      messages: ['The certificate of packages.example is signed by Corp Root, which a build does not trust.'],
    },
    {
      name: 'no way there',
      facts: { tlsInterception: { host, status: 'unreachable', message: 'no answer within 8 s' } },
      messages: ['packages.example could not be reached: no answer within 8 s.'],
      severities: ['warning'],
    },
  ],
});
