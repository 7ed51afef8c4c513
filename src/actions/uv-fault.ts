import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';

/** What uv says, as an error of ours. */
export function faultOfUv(reference: string, said: string): McpDockError {
  const text = cleanText(
    said
      .replaceAll(/\s+/gu, ' ')
      .replace(/^.*?(?:×|error:)\s*/u, '')
      .trim(),
    400,
  );
  const absent = /not found in the package registry|there is no version of|no versions of/u.test(text);
  return new McpDockError(absent ? 'PACKAGE_NOT_FOUND' : 'PACKAGE_UNRESOLVED', {
    reference,
    reason: text === '' ? 'uv did not say why.' : text,
  });
}
