import { type SecretRule } from './secret-rule.js';

/** Keys of cloud providers. */
export const cloudKeys: readonly SecretRule[] = [
  {
    id: 'aws-secret-access-key',
    title: 'an AWS secret access key',
    anchors: ['[Ss]ecret_?[Aa]ccess_?[Kk]ey', 'SECRET_?ACCESS_?KEY', '[Ss]ecret_?[Kk]ey', 'SECRET_?KEY'],
    pattern: /secret_?(?:access_?)?key["'\s\\:=,]{1,12}(?:>\s{0,4})?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/giu,
    minEntropy: 4,
    nearMiss: /EXAMPLE|^[0-9a-f]{40}$/u,
  },
  {
    id: 'aws-access-key-id',
    title: 'an AWS access key id',
    anchors: ['A[KS]IA[A-Z2-7]{16}'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9+/])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9+/])/gu,
    minEntropy: 3,
    nearMiss: /EXAMPLE/u,
  },
  {
    id: 'azure-storage-key',
    title: 'an Azure storage key',
    anchors: ['AccountKey='],
    binary: 'runs',
    pattern: /AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/gu,
    minEntropy: 4,
    // The published key of the storage emulator.
    nearMiss: /^Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/u,
  },
  {
    id: 'google-api-key',
    title: 'a Google API key',
    anchors: ['AIza[0-9A-Za-z_-]{35}', 'GOCSPX-'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_-])(?:AIza[0-9A-Za-z_-]{35}|GOCSPX-[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'digitalocean-token',
    title: 'a DigitalOcean token',
    anchors: ['do[opr]_v1_'],
    binary: 'runs',
    pattern: /do[opr]_v1_[a-f0-9]{64}/gu,
    minEntropy: 3,
  },
  {
    id: 'azure-client-secret',
    title: 'a client secret of Microsoft Entra',
    anchors: ['[0-9]Q~[A-Za-z0-9_~.-]{31}'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/gu,
    minEntropy: 4,
  },
  {
    id: 'azure-shared-access',
    title: 'a shared access signature of Azure',
    anchors: ['&sig=[A-Za-z0-9%]{30}'],
    binary: 'runs',
    pattern: /[?&]s[a-z]{1,2}=[^\s"'<>]{4,400}&sig=(?<value>[A-Za-z0-9%]{40,70}%3[Dd])/gu,
    minEntropy: 4,
  },
  {
    id: 'azure-shared-access-key',
    title: 'a shared access key of Azure',
    anchors: ['SharedAccessKey='],
    binary: 'runs',
    pattern: /SharedAccessKey=(?<value>[A-Za-z0-9+/]{43}=)/gu,
    minEntropy: 4,
  },
  {
    id: 'google-refresh-token',
    title: 'a refresh token of Google',
    anchors: ['1//0[A-Za-z0-9_-]{40}'],
    pattern: /(?<![A-Za-z0-9_/-])1\/\/0[A-Za-z0-9_-]{40,200}(?![A-Za-z0-9_-])/gu,
    minEntropy: 4,
  },
];
