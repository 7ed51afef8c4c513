import { Args, Flags } from '@oclif/core';
import { resolve } from 'node:path';
import { BaseCommand } from '../cli/base-command.js';

export default class Pin extends BaseCommand<typeof Pin> {
  static override summary = 'Write the digests of base images into the Dockerfile, behind their tags.';
  static override description =
    'Digests come from the registry, asked through the engine with the logins of `docker login`; where it does not answer, nothing is changed. Shows the differences and asks first. A project with several images has all their Dockerfiles pinned, or none.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ./weather --yes',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --check --json',
  ];
  static override args = {
    dir: Args.string({ description: 'Folder of the project; this one when absent.' }),
  };
  static override flags = {
    file: Flags.string({
      char: 'f',
      description: 'Dockerfile, when it is not the one in mcp-dock.yaml.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_FILE',
    }),
    check: Flags.boolean({
      description: 'Change nothing; exit 1 when an image is not pinned, or its registry has another digest by now.',
      exclusive: ['dry-run', 'yes'],
    }),
    'dry-run': Flags.boolean({ description: 'Show the differences; change nothing.' }),
    yes: Flags.boolean({ char: 'y', description: 'Write without asking.' }),
  };

  async run(): Promise<void> {
    const { flags, args } = this;
    const [{ pinAll }, { pinInputs }, { loadConfig }, { pinDocuments, pinExitCode, presentPins }, context] =
      await Promise.all([
        import('../actions/pin.js'),
        import('../actions/pin-inputs.js'),
        import('../config/load-config.js'),
        import('../cli/present-pin.js'),
        this.createContext(),
      ]);
    const directory = resolve(context.cwd, args.dir ?? '.');
    const project = await loadConfig(directory);
    const mode = flags.check ? 'check' : flags['dry-run'] ? 'dry-run' : 'write';
    const given = { directory, mode, yes: flags.yes } as const;
    const inputs =
      project === undefined || flags.file !== undefined
        ? [
            {
              ...given,
              ...(project !== undefined && { project }),
              ...(flags.file !== undefined && { file: flags.file }),
            },
          ]
        : pinInputs(project, given);
    const results = await pinAll(inputs, context);
    const exitCode = pinExitCode(results);
    if (flags.json) return this.publish({ text: JSON.stringify(pinDocuments(results, this.config.version)), exitCode });
    const { coloured, withSymbols } = await import('../cli/present-report.js');
    const options = { colour: coloured(process.stdout), symbols: withSymbols(false, context.environment) };
    this.publish({ text: presentPins(results, options), exitCode });
  }
}
