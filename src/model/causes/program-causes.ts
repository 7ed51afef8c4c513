import { quoted, type Cause } from './cause.js';

const NO_INTERPRETER =
  /^(?:standard_init_linux\.go:\d+: )?exec (?:user process caused.*|\S+): no such file or directory/mu;
const WRONG_FORMAT = /exec format error/iu;

/** The program could not be executed, or the kernel ended it. */
export const programCauses: readonly Cause[] = [
  {
    id: 'out-of-memory',
    title: 'it ran out of memory',
    remedy: 'Give the container more memory, or let the server use less.',
    find: ({ oomKilled, said }) =>
      oomKilled || /JavaScript heap out of memory|^MemoryError\b/mu.test(said) ? 'it ran out of memory' : undefined,
  },
  {
    id: 'script-without-interpreter-line',
    title: 'its program is a script without a `#!` line',
    remedy: 'Begin the script with `#!/bin/sh`, or name the interpreter in ENTRYPOINT: ["/bin/sh", "/app/start.sh"].',
    find: (evidence) =>
      WRONG_FORMAT.test(evidence.said) && evidence.program?.kind === 'text'
        ? `its program ${evidence.program.path} is a text that does not begin with #!${quoted(evidence)}`
        : undefined,
  },
  {
    id: 'wrong-platform',
    title: 'its program is made for another platform',
    remedy: 'Build the image for the platform of this engine, with --platform or on such a machine.',
    find: (evidence) =>
      WRONG_FORMAT.test(evidence.said) ? `its program is made for another platform${quoted(evidence)}` : undefined,
  },
  {
    id: 'windows-line-ends',
    title: 'its script has Windows line ends',
    remedy:
      'Save the script with LF line ends, and let Git keep them: `*.sh text eol=lf` in .gitattributes. The carriage return is part of the interpreter’s name otherwise.',
    find: (evidence) =>
      evidence.program?.windowsLineEnds === true || /env: .{0,3}[\w./-]+(?:\\r|\r)/u.test(evidence.said)
        ? `its script${evidence.program === undefined ? '' : ` ${evidence.program.path}`} has Windows line ends, and no interpreter has that name${quoted(evidence)}`
        : undefined,
  },
  {
    id: 'other-libc',
    title: 'its program is made for another C library',
    remedy:
      'Build and run on the same family of base image: Alpine has musl, Debian and Ubuntu have glibc. Install dependencies in the image, and copy no node_modules or .venv from elsewhere.',
    find: (evidence) => {
      const { program, said } = evidence;
      if (NO_INTERPRETER.test(said) && program?.kind === 'elf' && program.interpreter !== undefined)
        return `its program ${program.path} wants ${program.interpreter}, which this image has not${quoted(evidence)}`;
      return /GLIBC(?:XX)?_[\d.]+['’]? not found|ld-musl-|libc\.musl-|ld-linux-\S+: No such file|Error relocating |ERR_DLOPEN_FAILED/iu.test(
        said,
      )
        ? `a part of it is made for another C library${quoted(evidence)}`
        : undefined;
    },
  },
  {
    id: 'missing-interpreter',
    title: 'the interpreter of its script is not in the image',
    remedy: 'Name an interpreter that the image has in the `#!` line, or install the one that is named.',
    find: (evidence) => {
      const { program, said } = evidence;
      if (!NO_INTERPRETER.test(said)) return undefined;
      return program?.interpreter === undefined
        ? `what runs its program is not in the image: the interpreter of its #! line, or the loader of its C library${quoted(evidence)}`
        : `its program ${program.path} wants the interpreter ${program.interpreter}, which is not in the image${quoted(evidence)}`;
    },
  },
  {
    id: 'not-executable',
    title: 'its program may not be executed',
    remedy:
      'Make the program of ENTRYPOINT executable for its user: COPY --chmod=755 in the Dockerfile, or `git update-index --chmod=+x` for a script.',
    find: (evidence) =>
      evidence.exitCode === 126 || /permission denied: unknown/iu.test(evidence.error)
        ? `its program may not be executed${quoted(evidence)}`
        : undefined,
  },
  {
    id: 'missing-program',
    title: 'its program is not in the image',
    remedy:
      'See that the program of ENTRYPOINT is in the image, with this path, executable for its user, and its interpreter too.',
    find: (evidence) =>
      evidence.exitCode === 127 || /executable file not found|no such file or directory: unknown/iu.test(evidence.error)
        ? `its program was not found${quoted(evidence)}`
        : undefined,
  },
  {
    id: 'port-taken-on-host',
    title: 'the port that it is published to is taken',
    remedy: 'Stop what holds the port, or publish another one.',
    find: (evidence) =>
      /port is already allocated|bind for \S+ failed|ports are not available/iu.test(evidence.error)
        ? `the port that it is published to is taken${quoted(evidence)}`
        : undefined,
  },
];
