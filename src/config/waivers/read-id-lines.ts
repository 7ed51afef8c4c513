import { asReason, type PeerEntry, type PeerFile, type PeerRemainder } from './peer-entry.js';

/**
 * `.dockleignore` and `.trivyignore`: an id per line, comments behind `#`, and with Trivy `exp:2027-03-01`. Comments right above an
 * id are its reason. https://github.com/goodwithtech/dockle#ignore-the-specified-checkpoints,
 * https://trivy.dev/docs/latest/configuration/filtering/#trivyignore
 */
export function readIdLines(text: string, file: string): PeerFile {
  const entries: PeerEntry[] = [];
  const remainders: PeerRemainder[] = [];
  let comments: string[] = [];
  for (const [index, row] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const [said = '', ...comment] = row.split('#');
    const [id, ...options] = said.trim().split(/\s+/u);
    if (id === undefined || id === '') {
      comments = row.includes('#') ? [...comments, comment.join('#')] : [];
      continue;
    }
    const expires = options.find((option) => option.startsWith('exp:'))?.slice('exp:'.length);
    for (const what of options.filter((option) => !option.startsWith('exp:')))
      remainders.push({ what, file, line: index + 1, because: 'a line has one id, and it stands first' });
    entries.push({
      id,
      file,
      line: index + 1,
      ...asReason([...comments, comment.join('#')]),
      ...(expires !== undefined && { expires }),
    });
    comments = [];
  }
  return { entries, remainders };
}
