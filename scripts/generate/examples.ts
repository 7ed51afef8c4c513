import type { GeneratedFile } from './indexes.ts';

/** The container files of `examples/`, rendered as `init` renders them. */
export async function exampleFiles(root: string): Promise<GeneratedFile[]> {
  const { renderExamples } = (await import(new URL('../../dist/actions/render-examples.js', import.meta.url).href)) as {
    renderExamples: (root: string) => Promise<readonly { path: string; content: string }[]>;
  };
  return [...(await renderExamples(root))];
}
