import type { EnvEntry } from '../../model/env-file.js';
import type { Facts } from '../../model/facts.js';
import { isSecretName } from '../../model/secret-names.js';

const PLACEHOLDER =
  /^(?:<.*>|\{\{.*\}\}|x{3,}|\.{3}|(?:change|replace|fill)[-_ ]?(?:me|this|it)?(?:[-_ ].*)?|your[-_ ].*|(?:my[-_ ])?(?:secret|token|password|key|example|placeholder|dummy|test|todo|none|null|undefined)(?:[-_ ]?(?:key|token|value|here))?)$/iu;

/** Names whose values are settings that anybody may see. */
const PLAIN =
  /(?:^|_)(?:PORT|URL|LEVEL|FORMAT|TIMEOUT|RETRIES|ENABLED|DEBUG|STORAGE|MODE|MAX_AGE|RATE_LIMIT|STARTUP_CHECK)$/u;

/** What can be said of a setting. The value itself only where it cannot be a secret. */
export function describeEntry({ key, line, value }: EnvEntry): Facts['environment']['entries'][number] {
  const plain = PLAIN.test(key) && !isSecretName(key) && !/:\/\/[^/]*@/u.test(value) && value.length <= 200;
  return {
    key,
    line,
    empty: value === '',
    placeholder: PLACEHOLDER.test(value),
    length: value.length,
    local: isLocal(value),
    distinct: new Set(value).size,
    urlSafe: /^[A-Za-z0-9_-]*$/u.test(value),
    ...(plain && { value: withoutPath(value) }),
  };
}

/** Addresses of webhooks and the like carry their secret in the path or behind it; who is asked is enough to judge them. */
function withoutPath(value: string): string {
  const [, origin, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/isu.exec(value) ?? [];
  return origin === undefined || rest.length <= 1 ? value : `${origin}/…`;
}

function isLocal(value: string): boolean {
  const host = URL.canParse(value) ? new URL(value).hostname : value.replace(/:\d+$/u, '');
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$/u.test(host);
}
