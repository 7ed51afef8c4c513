import { posix } from 'node:path';
import type { RenderedFile } from '../../src/model/template.js';

/** Documents of a project, those in folders of sources apart. */
export const documentsIn = (files: readonly RenderedFile[]) =>
  files.filter(({ path }) => /^(?:(?:docs|backend)\/)?[^/]*\.md$/u.test(path));

/** Links of a document to what the project does not have: a file, or a heading in one. */
export function deadLinks(files: readonly RenderedFile[], { path, content }: RenderedFile): string[] {
  const texts = new Map(files.map((file) => [file.path, file.content]));
  const links = [...content.matchAll(/\]\((?!https?:)([^)]+)\)/gu)].map(([, link]) => link ?? '');
  return links.filter((link) => {
    const [file = '', heading] = link.split('#');
    const text = file === '' ? content : texts.get(posix.join(posix.dirname(path), file));
    return text === undefined || (heading !== undefined && !headingsOf(text).includes(heading));
  });
}

/** As GitHub names them in addresses. */
const headingsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gmu)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Names behind `make` in a document. */
export const targetsTold = ({ content }: RenderedFile): string[] =>
  [...content.matchAll(/(?<=`|^)make ((?:[a-z][\w-]*(?: |(?=$|[`=#])))+)/gmu)].flatMap(([, names = '']) =>
    names.trim().split(' '),
  );
