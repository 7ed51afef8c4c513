import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'security/logs-no-secrets',
  title: 'Logs hold no secrets',
  why: 'Logs are copied to collectors, tickets and chats, and are read by many who may not know the secret.',
  remedy:
    'Log the name of a setting and whether it is set, never its value; mask authorization headers. Change a secret that has been logged.',
  severity: 'error',
  references: [
    {
      title: 'CWE-532: Insertion of Sensitive Information into Log File',
      url: 'https://cwe.mitre.org/data/definitions/532.html',
    },
  ],
  aliases: ['CWE-532'],
  profile: 'quick',
  since: '0.1.0',
  needs: ['serverLogs'],
  run({ serverLogs: { secrets, command } }) {
    return secrets.map(({ title, rule, name, fingerprint }) => ({
      message: `The log shows ${title} in ${name} (${rule}, SHA-256 begins with ${fingerprint}).`,
      ...(command === undefined ? {} : { repro: command }),
    }));
  },
});
