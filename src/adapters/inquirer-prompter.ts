import { confirm, input, select } from '@inquirer/prompts';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Prompter } from '../ports/prompter.js';

export interface InquirerPrompterOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Questions go to stderr: stdout belongs to the result. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
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
    text: (question) =>
      ask(question, () =>
        input(
          {
            message: question.message,
            default: question.default,
            validate: (value) => question.validate?.(value) ?? true,
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
