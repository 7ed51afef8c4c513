import { styleText } from 'node:util';
import { checkbox, confirm, input, select } from '@inquirer/prompts';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Prompter } from '../ports/prompter.js';

export interface InquirerPrompterOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Questions go to stderr: stdout belongs to the result. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly signal: AbortSignal;
}

/** Asks on a terminal. */
export function createInquirerPrompter({ input: stdin, output, signal }: InquirerPrompterOptions): Prompter {
  const interactive = stdin.isTTY === true && output.isTTY === true;
  const context = { input: stdin, output, signal };

  async function ask<Answer>(
    question: { message: string; flag: string },
    show: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!interactive)
      throw new McpDockError('PROMPT_WITHOUT_TERMINAL', { question: question.message, flag: question.flag });
    try {
      return await show();
    } catch (cause) {
      // Ctrl-C, and a signal that arrived while the question stood.
      if (cause instanceof Error && (cause.name === 'ExitPromptError' || cause.name === 'AbortPromptError'))
        throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' }, { cause });
      throw cause;
    }
  }

  return {
    interactive,
    text: async (question) => {
      const { about } = question;
      const isQuestion = (value: string) => about !== undefined && value.trim() === '?';
      const dim = (text: string) => styleText('dim', text, { stream: output });
      for (;;) {
        const answer = await ask(question, () =>
          input(
            {
              message: question.message,
              default: question.default,
              validate: (value) => isQuestion(value) || (question.validate?.(value) ?? true),
              theme: {
                style: {
                  message: (text: string, status: string) =>
                    about === undefined || status === 'done' ? text : `${text} ${dim('(? explains)')}`,
                },
              },
            },
            context,
          ),
        );
        if (!isQuestion(answer)) return answer;
        output.write(`${dim(wrapped(about ?? '', output.columns ?? 80))}\n`);
      }
    },
    several: (question) =>
      ask(question, async () =>
        checkbox(
          {
            message: question.message,
            choices: question.choices.map((choice) => ({
              ...choice,
              checked: question.default.includes(choice.value),
            })),
            theme: {
              style: {
                renderSelectedChoices: (chosen: readonly { readonly short: string }[]) =>
                  chosen.map(({ short }) => short).join(', ') || 'nothing',
              },
            },
          },
          context,
        ),
      ),
    select: (question) =>
      ask(question, () =>
        select({ message: question.message, default: question.default, choices: [...question.choices] }, context),
      ),
    confirm: (question) =>
      ask(question, () => confirm({ message: question.message, default: question.default }, context)),
  };
}

/** Whole words on each line; what is longer than a line stands alone. */
function wrapped(text: string, columns: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length < columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
