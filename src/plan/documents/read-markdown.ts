/** What a page of Markdown says, as far as links go. */
export interface ReadMarkdown {
  readonly headings: readonly { readonly text: string; readonly line: number }[];
  /** Ids that links can lead to. */
  readonly anchors: ReadonlySet<string>;
  /** As written, without those that leave the project. */
  readonly links: readonly { readonly target: string; readonly line: number }[];
  /** It begins with front matter, as pages do that a generator of sites reads. */
  readonly site: boolean;
  readonly makeTargets: readonly { readonly name: string; readonly line: number }[];
}

const MAX_LINKS = 2_000;
const MAX_LINE = 5_000;

export function readMarkdown(text: string): ReadMarkdown {
  const headings: { text: string; line: number }[] = [];
  const links: { target: string; line: number }[] = [];
  const makeTargets: { name: string; line: number }[] = [];
  const named = new Set<string>();
  let fence: string | undefined;
  let comment = false;
  let before = '';
  for (const [index, whole] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const line = index + 1;
    const raw = whole.slice(0, MAX_LINE);
    const mark = /^ {0,3}(?<mark>`{3,}|~{3,})(?<info>.*)$/u.exec(raw)?.groups;
    if (fence !== undefined) {
      if (mark?.['mark']?.startsWith(fence) === true && mark['info']?.trim() === '') fence = undefined;
      else for (const name of madeBy(raw, true)) makeTargets.push({ name, line });
      continue;
    }
    if (mark !== undefined) {
      fence = mark['mark'];
      before = '';
      continue;
    }
    for (const [, , code = ''] of raw.matchAll(CODE))
      for (const name of madeBy(code, false)) makeTargets.push({ name, line });
    const visible = withoutComments(raw.replaceAll(CODE, ' '));
    const heading = /^ {0,3}#{1,6}[ \t]+(?<text>.+?)(?:[ \t]+#+)?[ \t]*$/u.exec(raw)?.groups?.['text'];
    if (heading !== undefined && !comment) headings.push({ text: plain(heading), line });
    else if (
      /^ {0,3}(?:=+|-{2,})[ \t]*$/u.test(raw) &&
      before.trim() !== '' &&
      !/^ {0,3}(?:[-*+>|]|\d+\.)/u.test(before)
    )
      headings.push({ text: plain(before.trim()), line: line - 1 });
    for (const [, id = ''] of visible.matchAll(/<[a-z][^>]{0,200}?\b(?:id|name)=["']([^"']{1,200})["']/giu))
      named.add(id.toLowerCase());
    if (links.length < MAX_LINKS) for (const target of targetsOf(visible)) links.push({ target, line });
    before = raw;
  }
  return {
    headings,
    anchors: new Set([...named, ...slugs(headings.map((one) => one.text))]),
    links,
    site: /^\u{feff}?---[ \t]*\r?\n/u.test(text),
    makeTargets,
  };

  function withoutComments(part: string): string {
    let rest = part;
    let kept = '';
    while (rest !== '') {
      const at = rest.indexOf(comment ? '-->' : '<!--');
      if (!comment) kept += at < 0 ? rest : rest.slice(0, at);
      if (at < 0) break;
      rest = rest.slice(at + (comment ? 3 : 4));
      comment = !comment;
    }
    return kept;
  }
}

const CODE = /(?<!`)(`{1,3})(?!`)([^\n]*?[^`\n])\1(?!`)/gu;
const LINK =
  /\]\(\s*(?:<(?<angle>[^<>\n]{1,500})>|(?<bare>(?:[^\s()<>]|\([^\s()]*\)){1,500}))(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)/gu;
const REFERENCE = /^ {0,3}\[[^\]^\n][^\]\n]{0,200}\]:\s*<?(?<target>[^\s>]{1,500})>?/u;
const ATTRIBUTE = /<(?:a|img|source)\b[^>]{0,500}?\b(?:href|src)=["'](?<target>[^"'\n]{1,500})["']/giu;

function targetsOf(line: string): string[] {
  const found = [
    ...[...line.matchAll(LINK)].map(({ groups }) => groups?.['angle'] ?? groups?.['bare'] ?? ''),
    ...[...line.matchAll(ATTRIBUTE)].map(({ groups }) => groups?.['target'] ?? ''),
  ];
  const reference = REFERENCE.exec(line)?.groups?.['target'];
  // What names a scheme or a host leads elsewhere; what holds a placeholder leads nowhere yet.
  return [...found, ...(reference === undefined ? [] : [reference])].filter(
    (target) => target !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)|[{}$<>*]/iu.test(target),
  );
}

/** Names behind `make` in code: at the beginning of a command, and no words of a sentence. */
function madeBy(code: string, block: boolean): string[] {
  const start = block ? /^\s*(?:[$>]\s+)?(?:sudo\s+)?make\s+(?<rest>[^#\n]*)/u : /^make\s+(?<rest>.*)$/u;
  const pieces = block ? code.split(/&&|;|\|\|/u) : [code];
  return pieces.flatMap((piece) => {
    const rest = start.exec(piece)?.groups?.['rest'];
    if (rest === undefined || /(?:^|\s)-[Cf]|(?:^|\s)--(?:directory|file|makefile)/u.test(rest)) return [];
    const names: string[] = [];
    for (const word of rest.trim().split(/\s+/u)) {
      if (/^-|=/u.test(word)) continue;
      if (!/^[a-z][\w.-]*$/u.test(word)) break;
      names.push(word);
    }
    return names;
  });
}

/** The text of a heading without its markup. */
const plain = (text: string): string =>
  text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replaceAll(/`([^`]*)`/gu, '$1')
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/(?<!\w)([*_]{1,3})(\S(?:.*?\S)?)\1(?!\w)/gu, '$2')
    .trim();

/** Ids of headings as GitHub makes them: lower case, no punctuation, a number behind one that is there already. */
function slugs(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((text) => {
    const slug = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
