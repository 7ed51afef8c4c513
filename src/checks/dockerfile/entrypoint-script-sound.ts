import { imageInstructions, runCommands, stageChain } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, EntryScript } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, shellCommands } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { imageName } from './image-names.js';
import { lineOf, modeBranches, startsServer, withFunctions } from './script-blocks.js';

export default defineCheck({
  id: 'dockerfile/entrypoint-script-sound',
  title: 'Entrypoint script starts, hands over to the server, and refuses a mode that it does not know',
  why: 'A script that is not executable, has Windows line endings or asks for a shell that the image lacks ends with "no such file or directory"; one that does not `exec` keeps SIGTERM and stdin from the server.',
  remedy:
    'Give the script mode 755 and LF line endings, name a shell that is there, end each branch with `exec`, and leave with `exit 1` and a line on stderr for everything else.',
  severity: 'error',
  references: [
    { title: 'Docker: ENTRYPOINT scripts', url: 'https://docs.docker.com/build/building/best-practices/#entrypoint' },
  ],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const found = dockerfiles.flatMap((file) => file.scripts.map((script) => ({ file, script })));
    if (found.length === 0) return { notApplicable: 'No image here starts with a script of the project.' };
    return found.flatMap(({ file, script }) => [
      ...itself(file, script),
      ...shebang(file, script),
      ...branches(script),
    ]);
  },
});

const at = ({ path, firstLine }: EntryScript, line: number): NonNullable<Finding['location']> => ({
  uri: path,
  line: firstLine + line - 1,
});

/** Every command of the builds that ends up in the image. */
const commandsOf = (file: DockerfileFact) =>
  file.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((instruction) => runCommands(instruction).map(({ words }) => words));

function itself(file: DockerfileFact, script: EntryScript): Finding[] {
  const name = baseName(script.target);
  const commands = commandsOf(file);
  const folder = script.target.slice(0, -name.length);
  const concerns = (words: readonly string[]) =>
    words.some(
      (word) =>
        word.endsWith(name) ||
        word === folder ||
        `${word}/` === folder ||
        word === `${folder}*` ||
        word.endsWith('*.sh'),
    );
  const findings: Finding[] = [];
  if (
    script.direct &&
    !isExecutable(
      script,
      commands.some(
        (words) =>
          words[0] === 'chmod' &&
          words.some((word) => /^[ugoa]*[+=][rwX]*x|^0?[0-7]*[1357][0-7]{0,2}$/u.test(word)) &&
          concerns(words),
      ),
    )
  )
    findings.push({
      message: `${script.target} is started and not executable (mode ${script.chmod ?? script.mode ?? '644'}).`,
      location: at(script, 1),
      repro: `ls -l ${script.path}`,
      remedy:
        script.mode === undefined
          ? 'Add `--chmod=755` to the COPY.'
          : `Run \`chmod 755 ${script.path}\`, or add \`--chmod=755\` to the COPY.`,
    });
  const mended = commands.some(
    (words) =>
      (words[0] === 'dos2unix' || (words[0] === 'sed' && words.some((word) => word.includes(String.raw`\r`)))) &&
      concerns(words),
  );
  if (script.text.includes('\r\n') && !mended)
    findings.push({
      message: `${script.path} has Windows line endings: the kernel looks for an interpreter whose name ends in a carriage return.`,
      location: at(script, lineOf(script.text, script.text.indexOf('\r\n'))),
      remedy: 'Save it with LF line endings, and add `*.sh text eol=lf` to .gitattributes.',
    });
  if (script.text.startsWith('\u{feff}'))
    findings.push({
      message: `${script.path} begins with a byte order mark, so the kernel does not see its first line.`,
      location: at(script, 1),
      remedy: 'Save it without a byte order mark.',
    });
  return findings;
}

/** A mode that nobody can know, Windows has none, is taken for right. */
function isExecutable({ mode, chmod, firstLine }: EntryScript, byRun: boolean): boolean {
  if (byRun) return true;
  if (chmod !== undefined)
    return !/^[0-7]+$/u.test(chmod) ? /[+=][rwX]*x/u.test(chmod) : (Number.parseInt(chmod, 8) & 0o111) !== 0;
  if (mode !== undefined) return (Number.parseInt(mode, 8) & 0o111) !== 0;
  // A heredoc, which never begins a Dockerfile, becomes a plain file.
  return firstLine === 1;
}

function shebang(file: DockerfileFact, script: EntryScript): Finding[] {
  const [first = ''] = script.text.replace(/^\u{feff}/u, '').split(/\r?\n/u);
  const match = /^#!\s*(?<program>\S+)(?:\s+(?<argument>\S+))?(?:\s+(?<more>\S+))?/u.exec(first)?.groups;
  if (match === undefined)
    return script.direct
      ? [
          {
            message: `${script.path} has no "#!" line, and the kernel does not know what to start it with.`,
            location: at(script, 1),
            remedy: 'Make `#!/bin/sh` its first line.',
          },
        ]
      : [];
  if (!script.direct) return [];
  const { program = '', argument = '', more = '' } = match;
  const wanted = baseName(program) === 'env' ? baseName(argument === '-S' ? more : argument) : baseName(program);
  const missing = missingShell(file, wanted);
  return missing === undefined
    ? []
    : [
        {
          message: `${script.path} asks for ${wanted}, which ${missing}.`,
          location: at(script, 1),
          remedy: 'Write the script for `#!/bin/sh`, or install the shell.',
        },
      ];
}

/** Why the final image has no such shell, where that can be told from its base. */
function missingShell(file: DockerfileFact, shell: string): string | undefined {
  const image = file.stages[stageChain(file, file.final)[0] ?? -1]?.image ?? '';
  const { name, tag = '', repository } = imageName(image);
  if (!/^(?:ba|z|fi|k|da|a)?sh$/u.test(shell)) return undefined;
  const copied = imageInstructions(file).some(
    ({ keyword, flags }) => keyword === 'COPY' && flags.some(({ name: flag }) => flag === 'from'),
  );
  if ((image === 'scratch' || /distroless/u.test(repository)) && !/debug/u.test(tag))
    return copied && image === 'scratch' ? undefined : `${image} does not have`;
  const installed = imageInstructions(file).some(
    (instruction) =>
      instruction.keyword === 'RUN' &&
      runCommands(instruction).some(
        ({ words }) => /^(?:apk|apt-get|apt|dnf|microdnf)$/u.test(baseName(words[0] ?? '')) && words.includes(shell),
      ),
  );
  if (installed) return undefined;
  const alpine = (name === 'alpine' || /(?:^|-)alpine/u.test(tag)) && shell !== 'sh' && shell !== 'ash';
  if (alpine) return `${image} does not have`;
  const debian = /bookworm|trixie|bullseye|slim/u.test(tag) && /^(?:z|fi|k)sh$/u.test(shell);
  return debian ? `${image} does not have` : undefined;
}

function branches(script: EntryScript): Finding[] {
  const text = script.text.replaceAll('\r\n', '\n');
  if (!/^#!.*\b(?:ba|da|a)?sh\b/u.test(text) && script.direct) return [];
  // Somebody who catches signals passes them on as well.
  if (/^[ \t]*trap\s/mu.test(text)) return [];
  const modes = modeBranches(text);
  if (modes === undefined) return lastCommand(script, text);
  const { branches: all, after } = modes;
  const handsOver = shellCommands(after).some((command) => command.words[0] === 'exec' || startsServer(command));
  const left = all.flatMap(({ commands, pattern, line, text: own }) => {
    const last = commands.at(-1);
    if (last === undefined || last.words[0] === 'exec' || last.after === '&' || !startsServer(last)) return [];
    return [
      {
        message: `The branch "${pattern}" starts ${shown(last.words)} without exec.`,
        location: at(script, line + lineOf(own, Math.max(0, last.at)) - 1),
      },
    ];
  });
  return [...left, ...(handsOver ? lastCommand(script, text, after) : unknownMode(script, modes, text))];
}

function unknownMode(
  script: EntryScript,
  { line, branches: all }: NonNullable<ReturnType<typeof modeBranches>>,
  text: string,
): Finding[] {
  const other = all.find(({ pattern }) => pattern.split('|').some((one) => one.trim() === '*'));
  if (other === undefined)
    return [
      {
        message: 'A mode that no branch names ends the container without an error: there is no "*)" branch.',
        location: at(script, line),
      },
    ];
  const last = other.commands.at(-1);
  const handsOver = last !== undefined && (last.words[0] === 'exec' || startsServer(last));
  if (handsOver) return [];
  const commands = withFunctions(other.commands, text);
  const exit = commands.find(({ words }) => words[0] === 'exit' || words[0] === 'return');
  if (exit === undefined || /^0?$/u.test(exit.words[1] ?? ''))
    return [
      {
        message: `The branch "*" ends ${exit === undefined ? 'without an error' : 'with exit code 0'}.`,
        location: at(script, other.line),
      },
    ];
  const quiet = commands.some(
    ({ words, redirections }) =>
      /^(?:echo|printf|cat)$/u.test(words[0] ?? '') &&
      !redirections.some((one) => /^1?>&?\s*(?:2$|\/dev\/stderr)/u.test(one)),
  );
  return quiet
    ? [
        {
          message: 'The branch "*" writes to stdout, where a client of stdio expects the protocol.',
          location: at(script, other.line),
          severity: 'warning',
          remedy: 'Add `>&2` to the message.',
        },
      ]
    : [];
}

/** Of a script without branches: what it ends with. */
function lastCommand(script: EntryScript, text: string, part = text): Finding[] {
  const last = shellCommands(part).at(-1);
  if (last === undefined || last.words[0] === 'exec' || last.after === '&' || !startsServer(last)) return [];
  const line = lineOf(text, text.length - part.length + Math.max(0, last.at));
  return [{ message: `The script ends with ${shown(last.words)} without exec.`, location: at(script, line) }];
}

const shown = (words: readonly string[]) => `"${words.slice(0, 4).join(' ')}"`;
