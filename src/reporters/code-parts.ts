interface TextPart {
  readonly code: boolean;
  readonly text: string;
}

/** A text cut at its backticks: "Add `--rm` to it" has one part that is code. A backtick without a second one is only a character. */
export function codeParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/`([^`]+)`/gu)) {
    if (match.index > end) parts.push({ code: false, text: text.slice(end, match.index) });
    parts.push({ code: true, text: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  return end < text.length ? [...parts, { code: false, text: text.slice(end) }] : parts;
}
