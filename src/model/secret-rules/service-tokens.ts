import { type SecretRule } from './secret-rule.js';

/** Tokens of forges, registries and services, each with the prefix that its issuer gave it. */
export const serviceTokens: readonly SecretRule[] = [
  {
    id: 'github-token',
    title: 'a GitHub token',
    anchors: ['gh[oprsu]_[A-Za-z0-9]{36}', 'github_pat_'],
    binary: 'runs',
    pattern:
      /(?<![A-Za-z0-9_])(?:gh[oprsu]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'gitlab-token',
    title: 'a GitLab token',
    anchors: ['gl(?:pat|oas|dt|rt|ptt|cbt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_-]{20}'],
    binary: 'runs',
    pattern:
      /(?<![A-Za-z0-9_-])gl(?:pat|oas|dt|rt|ptt|cbt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_-]{20,64}(?:\.[a-z0-9]{2}\.[a-z0-9]{9})?(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.3,
  },
  {
    id: 'npm-token',
    title: 'an npm token',
    anchors: ['npm_[A-Za-z0-9]{36}'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'pypi-token',
    title: 'a PyPI token',
    anchors: ['pypi-AgE'],
    binary: 'runs',
    pattern: /pypi-AgE[A-Za-z0-9_-]{60,512}/gu,
  },
  {
    id: 'docker-token',
    title: 'a Docker Hub token',
    anchors: ['dckr_(?:pat|oat)_'],
    binary: 'runs',
    pattern: /dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}/gu,
    minEntropy: 3.3,
  },
  {
    id: 'slack-token',
    title: 'a Slack token',
    anchors: ['xox[abeoprs]-', 'xapp-[0-9]', 'hooks\\.slack\\.com/services/T'],
    binary: 'runs',
    pattern:
      /xox[abeoprs]-(?:[0-9]{1,14}-){1,4}[A-Za-z0-9-]{16,80}|xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{10,14}-[a-f0-9]{32,80}|https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{20,32}/gu,
    minEntropy: 3,
    nearMiss: /X{8}|T00000000/u,
  },
  {
    id: 'stripe-key',
    title: 'a Stripe secret key',
    anchors: ['[rs]k_(?:live|test)_'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_])[rs]k_(?:live|test)_[A-Za-z0-9]{20,120}/gu,
    minEntropy: 3.3,
    // The key of Stripe's own documentation.
    nearMiss: /4eC39HqLyjWDarjtT1zdp7dc/u,
  },
  {
    id: 'anthropic-key',
    title: 'an Anthropic API key',
    anchors: ['sk-ant-'],
    binary: 'runs',
    pattern: /sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{60,120}/gu,
    minEntropy: 3.5,
  },
  {
    id: 'openai-key',
    title: 'an OpenAI API key',
    anchors: ['sk-(?:proj|svcacct|admin)-', 'T3BlbkFJ'],
    binary: 'runs',
    pattern:
      /(?<![A-Za-z0-9_-])(?:sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?![A-Za-z0-9])/gu,
    minEntropy: 3.5,
  },
  {
    id: 'huggingface-token',
    title: 'a Hugging Face token',
    anchors: ['hf_[A-Za-z0-9]{34}'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])/gu,
    minEntropy: 3.8,
  },
  {
    id: 'sendgrid-key',
    title: 'a SendGrid API key',
    anchors: ['SG\\.[A-Za-z0-9_-]{22}\\.'],
    binary: 'runs',
    pattern: /(?<![A-Za-z0-9_])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/gu,
    minEntropy: 3.5,
  },
];
