import { defineCheck } from '../define-check.js';
import { findingsOf, lossOf } from './trial.js';

export default defineCheck({
  id: 'fs/arbitrary-uid',
  title: 'Server works as a user that the image does not know',
  why: 'OpenShift gives every container a user of its own in the group 0, with no name and no home.',
  remedy:
    'Give the group 0 what the owner has (`chgrp -R 0 DIR && chmod -R g=u DIR`) where the server writes, and set HOME to a folder that is there; look no user up by name.',
  severity: 'info',
  references: [
    {
      title: 'OpenShift: Support arbitrary user ids',
      url: 'https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/images/creating-images',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['arbitraryUser', 'mcpSessions'],
  run({ arbitraryUser, mcpSessions }) {
    const loss = lossOf(arbitraryUser, mcpSessions, `--user ${arbitraryUser.user ?? 'of its own'}`);
    if (loss === undefined) return [];
    return 'notApplicable' in loss ? loss : findingsOf(loss, { repro: arbitraryUser.command });
  },
});
