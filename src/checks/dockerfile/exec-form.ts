import { imageSettings } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, shellCommands, shellText } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { NO_STAGE, placeIn, shortened, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/exec-form',
  title: 'ENTRYPOINT and CMD start the server itself, in exec form',
  why: 'In shell form process 1 is a shell: it does not pass SIGTERM on, so every stop takes ten seconds and kills, and arguments of `docker run` are lost.',
  remedy: 'Write a JSON list with double quotes: `ENTRYPOINT ["node", "/app/server.js"]`.',
  severity: 'error',
  references: [
    {
      title: 'Docker: JSONArgsRecommended',
      url: 'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    },
  ],
  aliases: ['DL3025', 'JSONArgsRecommended'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    return files.flatMap((file) => {
      const { entrypoint, command } = imageSettings(file);
      // With an ENTRYPOINT, CMD is only its arguments; as a shell's text it would be three of them.
      return [
        ...(entrypoint === undefined ? [] : faultsOf(file, entrypoint, true)),
        ...(command === undefined ? [] : faultsOf(file, command, entrypoint === undefined)),
      ];
    });
  },
});

function faultsOf(file: DockerfileFact, instruction: DockerfileInstruction, starts: boolean): Finding[] {
  const { keyword, words, args } = instruction;
  const location = placeIn(file, instruction);
  if (words === undefined) {
    if (args.trim().startsWith('['))
      return [
        {
          message: `${keyword} looks like a list and is no JSON, so a shell gets it as it stands: ${shortened(args)}`,
          location,
        },
      ];
    // A shell that is replaced by the server is no process 1 for long.
    const replaced = /^exec\s/u.test(args.trim());
    return [
      {
        message: `${keyword} is in shell form: ${shortened(args)}`,
        location,
        ...(replaced && { severity: 'warning' as const }),
      },
    ];
  }
  const runner = starts ? runnerOf(words) : undefined;
  return runner === undefined
    ? []
    : [
        {
          message: `${keyword} starts ${runner} as process 1, and the server below it.`,
          location,
          severity: 'warning',
          remedy:
            'Start the installed program itself: `node /app/…`, or the command that the package puts into the virtual environment.',
        },
      ];
}

/** Programs that fetch, or look up, what they start. */
function runnerOf(words: readonly string[]): string | undefined {
  const text = shellText(words);
  if (text !== undefined && !/^(?:tini|dumb-init)$/u.test(baseName(words[0] ?? ''))) {
    const last = shellCommands(text).at(-1);
    return last?.words[0] === 'exec' ? undefined : 'a shell';
  }
  const [program = '', verb = ''] = words;
  const name = baseName(program);
  if (/^(?:npx|bunx|pnpx|uvx|pipx|npm|pnpm|yarn|tsx|nodemon|ts-node)$/u.test(name)) return name;
  if (/^(?:uv|poetry|pipenv|pdm|hatch|bun|rye)$/u.test(name) && (verb === 'run' || verb === 'x'))
    return `${name} ${verb}`;
  return undefined;
}
