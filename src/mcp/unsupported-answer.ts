import type { VersionAnswers } from '../model/facts/http-rules.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';

const MAX_VERSIONS = 20;
const MAX_CHARACTERS = 40;

type Answer = Pick<McpAnswer, 'error' | 'failure' | 'httpStatus'>;

/** The answer to a request of a version that nobody has, as far as it is about versions. */
export function unsupportedAnswer(
  asked: string,
  { error, failure, httpStatus }: Answer,
): NonNullable<VersionAnswers['unsupported']> {
  const supported = isObject(error?.data) ? error.data['supported'] : undefined;
  return {
    asked,
    ...(httpStatus === undefined ? {} : { status: httpStatus }),
    ...(error === undefined ? {} : { code: error.code }),
    ...(Array.isArray(supported)
      ? {
          supported: supported
            .flatMap((version) => (typeof version === 'string' ? [version.slice(0, MAX_CHARACTERS)] : []))
            .slice(0, MAX_VERSIONS),
        }
      : {}),
    said:
      failure?.message ?? (error === undefined ? 'a result' : `error ${error.code} "${error.message.slice(0, 200)}"`),
  };
}
