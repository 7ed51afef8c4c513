/**
 * A step as a line shows it, `[2/2] RUN npm ci`: without the mounts, which are most of such a line and say nothing about what it
 * does, and without the indent of its continuation lines.
 */
export const stepTitle = (name: string): string =>
  name.replaceAll(/\s--mount=\S+/gu, '').replaceAll(/[ \t]{2,}/gu, ' ');
