import type { ImageConfig, ImageContents } from '../../model/facts/image.js';

/** What is wrong with a program or file that the config names; undefined when it is there and usable. */
export function missingProgram(
  { asked, role, path, executable, via }: ImageContents['resolved'][number],
  subject: string,
  { user, path: searchPath, workingDir }: Pick<ImageConfig, 'user' | 'path' | 'workingDir'>,
): string | undefined {
  const isFile = role.endsWith('-file') && via === undefined;
  const who = user === '' ? 'root' : `the user ${user}`;
  if (path === undefined) {
    if (via !== undefined) {
      // The scan shows a carriage return at the end of the line as its escape.
      const crlf = asked.endsWith(String.raw`\u000d`) || asked.endsWith('\r');
      const ending = crlf ? ': the file has Windows line endings (CRLF)' : '';
      return `The first line of ${via} asks for "${asked}", which is not in the image${ending}.`;
    }
    if (isFile) {
      const where = asked.startsWith('/')
        ? ''
        : ` (from the working directory ${workingDir === '' ? '/' : workingDir})`;
      return `${subject} names the file "${asked}"${where}, which is not in the image.`;
    }
    const where = asked.includes('/') ? '' : ` (PATH ${searchPath === '' ? 'is not set' : searchPath})`;
    return `${subject} names the program "${asked}", which is not in the image${where}.`;
  }
  if (executable) return undefined;
  return `${subject} names "${asked}", and ${who} may not ${isFile ? 'read' : 'run'} ${path}.`;
}
