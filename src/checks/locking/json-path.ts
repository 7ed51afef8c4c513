/** `$.tools.create_task.inputSchema`, with brackets where a key is no plain word. */
export const jsonPath = (keys: readonly (string | number)[]): string =>
  `$${keys
    .map((key) =>
      typeof key === 'number' ? `[${key}]` : /^[A-Za-z_$][\w$-]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
    )
    .join('')}`;
