import { defineProbe } from './define-probe.js';
import { readIgnoreText } from './project-files/ignore-text.js';
import { projectBuilds } from './project-files/project-builds.js';

export default defineProbe({
  fact: 'ignoreFiles',
  title: 'Read .dockerignore',
  timeoutMs: 10_000,
  async collect(context) {
    const builds = await projectBuilds(context);
    return Promise.all(
      builds.map(async (build) => {
        const { path, text, problem } = await readIgnoreText(build, context.cwd);
        const rules = text.split('\n').flatMap((raw, index) => {
          const line = index === 0 ? raw.replace(/^\u{feff}/u, '') : raw;
          const rule = line.trim();
          return rule === '' || line.startsWith('#')
            ? []
            : [{ line: index + 1, text: rule, ...(/^\s/u.test(line) && { indent: true }) }];
        });
        return {
          image: build.image,
          context: build.context,
          ...(path !== undefined && { path }),
          rules,
          ...(problem !== undefined && { problem }),
        };
      }),
    );
  },
});
