import { parseEnvFile, tidyEnvFile } from '../model/env-file.js';
import { defineFix } from './define-fix.js';

export default defineFix({
  id: 'env/syntax',
  title: 'Write each setting so that every reader takes it alike',
  needs: ['environment'],
  reads: ['.env'],
  plan({ environment: { path } }, { file }) {
    const text = file(path);
    if (text === undefined) return { because: `there is no ${path}` };
    const content = tidyEnvFile(text);
    if (content === text) return { because: 'what is left in the file only a person can settle' };
    const left = new Set(parseEnvFile(content).problems.map(({ key, kind }) => `${key} ${kind}`));
    const changes = parseEnvFile(text)
      .problems.filter(({ key, kind }) => !left.has(`${key} ${kind}`))
      .map(({ line, key, kind }) => `line ${line}: ${WORDS[kind]}${key === undefined ? '' : ` (${key})`}`);
    return { edits: [{ path, content, changes }] };
  },
});

const WORDS: Readonly<Record<ReturnType<typeof parseEnvFile>['problems'][number]['kind'], string>> = {
  'byte-order-mark': 'the byte order mark goes',
  crlf: 'lines end with LF',
  'no-equals-sign': 'the line goes',
  'bad-key': 'the line goes',
  export: '"export" goes',
  spaces: 'the spaces around key and value go',
  quotes: 'the quotes go',
  'comment-behind-value': 'the comment gets a line of its own',
  duplicate: 'the same setting once is enough',
  conflict: 'a person chooses the line',
};
