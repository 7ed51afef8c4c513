import type { RenderOptions } from './define-reporter.js';

/** Words in their colours; colours never carry meaning alone. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  label(text: string): string;
  pass(): string;
  error(): string;
  warning(): string;
  info(): string;
  unknown(): string;
  accepted(): string;
}

const SGR = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

export function painter({ colour, symbols }: Pick<RenderOptions, 'colour' | 'symbols'>): Paint {
  const sgr = (style: keyof typeof SGR) => (text: string) =>
    colour ? `\u001b[${SGR[style][0]}m${text}\u001b[${SGR[style][1]}m` : text;
  const sign = (symbol: string, word: string, style: keyof typeof SGR) => () => sgr(style)(symbols ? symbol : word);
  return {
    strong: sgr('bold'),
    faint: sgr('dim'),
    label: sgr('cyan'),
    pass: sign('✔', 'ok', 'green'),
    error: sign('✖', 'error', 'red'),
    warning: sign('!', 'warning', 'yellow'),
    info: sign('i', 'note', 'blue'),
    unknown: sign('?', 'unknown', 'yellow'),
    accepted: sign('~', 'accepted', 'dim'),
  };
}
