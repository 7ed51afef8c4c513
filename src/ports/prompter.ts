/**
 * Asks a person. Without a terminal every method throws PROMPT_WITHOUT_TERMINAL, naming the flag that answers the question;
 * Ctrl-C throws INTERRUPTED.
 */
export interface Prompter {
  readonly interactive: boolean;
  /** Width of the terminal on which it asks, where it is known. */
  readonly columns?: number | undefined;
  text(question: {
    readonly message: string;
    readonly default?: string;
    readonly flag: string;
    /** What the answer is for. Shown to whoever answers with a question mark, who is then asked again. */
    readonly about?: string;
    validate?(value: string): true | string;
  }): Promise<string>;
  select<Value extends string>(question: {
    readonly message: string;
    readonly default?: Value;
    readonly flag: string;
    readonly choices: readonly { readonly value: Value; readonly name: string; readonly description?: string }[];
  }): Promise<Value>;
  /** Any number of several; none at all is an answer. */
  several<Value extends string>(question: {
    readonly message: string;
    readonly default: readonly Value[];
    readonly flag: string;
    readonly choices: readonly { readonly value: Value; readonly name: string; readonly description?: string }[];
  }): Promise<readonly Value[]>;
  confirm(question: { readonly message: string; readonly default: boolean; readonly flag: string }): Promise<boolean>;
}
