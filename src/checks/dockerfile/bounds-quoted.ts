import { neededStages, runCommands } from '../../model/dockerfile-stages.js';
import type { Finding } from '../../model/finding.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { builderCheck, NO_STAGE, placeIn, shortened, withStages } from './places.js';

/** Programs that are told versions by `NAME>=1.2`. */
const INSTALLERS = /^(?:pip[\d.]*|python[\d.]*|uv|pipx|poetry|pdm|pipenv|conda|mamba|npm|pnpm|yarn|apk)$/u;

export default defineCheck({
  id: 'dockerfile/bounds-quoted',
  title: 'Version bounds in commands stand in quotes',
  why: 'A shell takes the ">" of `pip install mcp>=1.2` for a redirection: the bound is lost, any version is installed, and a file called "=1.2" is written into the image.',
  remedy: "Put each requirement in quotes: `pip install 'mcp>=1.2,<2'`.",
  severity: 'error',
  references: [
    {
      title: 'POSIX shell: redirection',
      url: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07',
    },
  ],
  aliases: ['SC2261'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    return files.flatMap((file) => {
      const needed = neededStages(file);
      return file.instructions
        .filter((step) => step.keyword === 'RUN' && step.words === undefined && needed.has(step.stage))
        .flatMap((step) =>
          runCommands(step).flatMap(({ words, redirections, line }): Finding[] => {
            const own = unwrapped(words);
            const bounds = redirections.filter((one) => /^[<>]=\s*\d/u.test(one));
            if (bounds.length === 0 || !INSTALLERS.test(baseName(own[0] ?? ''))) return [];
            const more = bounds.length > 3 ? [`${bounds.length - 3} more`] : [];
            const shown = new Intl.ListFormat('en').format([...bounds.slice(0, 3).map((one) => `"${one}"`), ...more]);
            return [
              {
                message: `"${shortened(own.join(' '))}": the shell takes ${shown} for a redirection, so the bound is lost.`,
                location: placeIn(file, line === step.line ? step : { line }),
                repro: builderCheck(file),
              },
            ];
          }),
        );
    });
  },
});
