import type { Prompter } from '../../src/ports/prompter.js';

/** Questions in the order in which they have to come, with their answers; undefined takes the default. */
export type Answers = readonly (readonly [
  question: string | RegExp,
  answer: string | boolean | readonly string[] | undefined,
])[];

/** A person who answers as written and is surprised by any other question. Without answers: nobody. */
export function createScriptedPrompter(answers?: Answers): Prompter {
  const left = [...(answers ?? [])];

  function next(message: string, fallback: unknown): unknown {
    const [expected, answer] = left.shift() ?? [];
    const matches = typeof expected === 'string' ? expected === message : expected?.test(message) === true;
    if (!matches) throw new Error(`Nobody expected the question "${message}".`);
    return answer ?? fallback;
  }

  return {
    interactive: answers !== undefined,
    text: async (question) => {
      const answer = String(next(question.message, question.default));
      const verdict = question.validate?.(answer) ?? true;
      if (verdict !== true) throw new Error(`The answer "${answer}" was refused: ${verdict}`);
      return answer;
    },
    select: async ({ message, default: fallback, choices }) => {
      const answer = next(message, fallback);
      const choice = choices.find(({ value }) => value === answer);
      if (choice === undefined) throw new Error(`"${String(answer)}" is not offered for "${message}".`);
      return choice.value;
    },
    several: async ({ message, default: fallback, choices }) => {
      const wanted = next(message, fallback) as readonly string[];
      const chosen = choices.filter(({ value }) => wanted.includes(value)).map(({ value }) => value);
      if (chosen.length !== wanted.length) throw new Error(`"${wanted.join(', ')}" is not offered for "${message}".`);
      return chosen;
    },
    confirm: async ({ message, default: fallback }) => Boolean(next(message, fallback)),
  };
}
