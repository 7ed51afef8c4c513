/** Something in a description that is meant for the model and not for who reads it. */
export interface SaidToModel {
  /** What it does: `tells the model to ignore its instructions`. */
  readonly what: string;
  readonly words: string;
}

/**
 * Few and narrow on purpose: descriptions may well say when to call a tool, in which order, and what not to send to it. Every
 * quantifier is bounded. What stands in code is an example and not said to anybody.
 */
const SAYINGS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'tells the model to ignore what it was told before',
    pattern:
      /\b(?:ignore|disregard|forget|override)\s{1,3}(?:all\s{1,3}|any\s{1,3}|every\s{1,3}|the\s{1,3}|your\s{1,3}|of\s{1,3}|these\s{1,3}){0,3}(?:previous|prior|above|earlier|preceding|existing|original|system)\s{1,3}(?:\w{1,20}\s{1,3}){0,2}(?:instructions?|prompts?|rules|directives|guidelines|messages)\b/giu,
  },
  {
    what: 'tells the model to hide something from the user',
    pattern:
      /\b(?:do\s{1,3}not|don['’]t|never|must\s{1,3}not|without)\s{1,3}(?:tell(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|mention(?:ing)?)\s{1,3}(?:(?:this|that|it|anything)\s{1,3}to\s{1,3})?(?:the\s{1,3}|your\s{1,3})?(?:user|human|person|operator)s?\b(?=\s{1,3}(?:about|of|that|this|it|anything|what)\b|\s{0,3}(?:[.,;!)]|$))/giu,
  },
  {
    what: 'tells the model to hide something from the user',
    pattern:
      /\b(?:hide|conceal)\s{1,3}(?:this|it|these|that)\s{1,3}(?:\w{1,20}\s{1,3}){0,3}from\s{1,3}(?:the\s{1,3}|your\s{1,3})?(?:user|human|person|operator)s?\b|\bkeep\s{1,3}(?:this|it|these|that)\s{1,3}(?:\w{1,20}\s{1,3}){0,2}(?:secret|hidden)\s{1,3}from\s{1,3}(?:the\s{1,3}|your\s{1,3})?(?:user|human)s?\b|\bwithout\s{1,3}(?:the\s{1,3})?(?:user|human)(?:['’]s?)?\s{1,3}(?:knowing|knowledge|noticing)\b/giu,
  },
  {
    what: 'tells the model to pass on what is private',
    pattern:
      /\b(?:pass|include|put|insert|append|attach|supply|provide|send|upload|forward)\s{1,3}(?:\w{1,20}\s{1,3}){0,6}(?:contents?\s{1,3}of\s{1,3}(?:\w{1,20}\s{1,3}){0,4})[`'"(]{0,2}(?:~\/|\/etc\/|\.?\/?)?[\w./~-]{0,40}(?:\.ssh|id_rsa|id_ed25519|\.env\b|\.aws|\.netrc|\.npmrc|mcp\.json|\/etc\/passwd|private\s{1,3}key)/giu,
  },
  {
    what: 'tells the model to pass on what is private',
    pattern:
      /\b(?:pass|include|put|insert|append|attach|supply|send|upload|forward|reveal|repeat)\s{1,3}(?:the\s{1,3}|your\s{1,3}|its\s{1,3}|full\s{1,3}|whole\s{1,3}|entire\s{1,3}|complete\s{1,3}){1,3}system\s{1,3}prompt\b/giu,
  },
  {
    what: 'speaks to the model in a tag',
    pattern: /<\s{0,2}(?:IMPORTANT|SYSTEM|HIDDEN|SECRET)\s{0,2}>/gu,
  },
];

const COMMENT = /<!--([\s\S]{1,4000}?)-->/gu;
const MAX_CHARACTERS = 64 * 1024;

/** What a text says to the model alone. */
export function saidToModel(text: string): readonly SaidToModel[] {
  const prose = withoutCode(text.slice(0, MAX_CHARACTERS));
  const found = SAYINGS.flatMap(({ what, pattern }) =>
    [...prose.matchAll(pattern)].slice(0, 1).map(([words]) => ({ what, words })),
  );
  // A word or two are a mark for some program.
  const comments = [...prose.matchAll(COMMENT)].filter(([, inside = '']) => inside.trim().split(/\s+/u).length > 2);
  return [...found, ...comments.slice(0, 1).map(([words]) => ({ what: 'hides words in a comment', words }))];
}

const withoutCode = (text: string): string =>
  text
    .replaceAll(/```[\s\S]{0,20000}?```/gu, ' ')
    .replaceAll(/`[^`\n]{1,400}`/gu, (code) =>
      code.includes('/') || code.includes('.') ? code.replaceAll('<', ' ') : ' ',
    );
