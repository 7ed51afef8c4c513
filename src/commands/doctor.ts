import { Args, Flags } from '@oclif/core';
import type { DoctorInput, DoctorOutcome } from '../actions/doctor.js';
import { BaseCommand } from '../cli/base-command.js';
import { reportFlags, selectionFlags } from '../cli/report-flags.js';
import type { LoadedConfig } from '../config/schema.js';
import type { Check } from '../model/check.js';
import { cleanText } from '../model/clean-text.js';

const { only: _, ...selection } = selectionFlags;

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override summary = 'Say what is wrong with this machine and the project here, why, and what to do.';
  static override description =
    'Looks at the Docker Engine, Compose, disk, ports, base images, certificates, .env and the project’s files. Works while Docker is down.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> env host/engine-reachable',
    '<%= config.bin %> <%= command.id %> --fix --dry-run',
    '<%= config.bin %> <%= command.id %> env/syntax --fix --yes',
    '<%= config.bin %> <%= command.id %> --json --save-facts doctor.json',
  ];
  static override args = {
    id: Args.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Checks to ask: ids, areas or patterns; all when absent.',
    }),
  };
  static override flags = {
    ...reportFlags,
    ...selection,
    fix: Flags.boolean({
      description: 'Mend what can be mended without a person: shows the changes and asks first.',
      exclusive: ['from-facts'],
      helpGroup: 'FIX',
    }),
    'dry-run': Flags.boolean({
      description: 'Show what --fix would change; change nothing.',
      dependsOn: ['fix'],
      helpGroup: 'FIX',
    }),
    yes: Flags.boolean({
      char: 'y',
      description: 'Make the changes of --fix without asking.',
      dependsOn: ['fix'],
      helpGroup: 'FIX',
    }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const [{ checks: all }, { DOCTOR_AREAS }, { ofAreas, projectSeverities, selectChecks }, { inPlaceOfRun }] =
      await Promise.all([
        import('../checks/index.js'),
        import('../actions/doctor.js'),
        import('../cli/select-checks.js'),
        import('../cli/describe-checks.js'),
      ]);
    const known = ofAreas(all, DOCTOR_AREAS);
    const project = await this.projectHere();
    const text = await inPlaceOfRun(known, flags, async () => {
      const { severities } = projectSeverities(all, project);
      const { skip = [], profile } = flags;
      const asked = { only: this.args.id ?? [], skip, severities, ...(profile !== undefined && { profile }) };
      return selectChecks(known, { ...asked, command: 'doctor' });
    });
    if (text !== undefined) return this.print(text);
    await this.examine({ all, known }, project);
  }

  private async examine(
    checks: { readonly all: readonly Check[]; readonly known: readonly Check[] },
    project: LoadedConfig | undefined,
  ): Promise<void> {
    const { flags } = this;
    const [{ openReport }, { openBaseline, planRun, settleRun }] = await Promise.all([
      import('../cli/open-report.js'),
      import('../cli/plan-run.js'),
    ]);
    const cwd = process.cwd();
    const plan = planRun(checks, { ...flags, only: this.args.id, command: 'doctor' }, project);
    for (const { message } of plan.faults) process.stderr.write(`! ${cleanText(message)}\n`);
    const report = await openReport({ command: 'doctor', flags, cwd, toolVersion: this.config.version });
    const baseline = await openBaseline(flags, { project, cwd, command: 'doctor' });
    const input = { checks: plan.checks, ...(baseline !== undefined && { baseline }) };
    const found =
      flags['from-facts'] === undefined ? await this.lookHere(input) : await this.readFacts(flags['from-facts'], input);
    const { outcome, extra } = await settleRun(found, plan, { baseline, update: flags['update-baseline'], cwd });
    const { fixes, backups, preview, said = [] } = outcome;
    const published = await report.publish(outcome, {
      ...extra,
      ...(fixes && { fixes }),
      ...(backups && { backups: [...backups] }),
    });
    if (report.format === 'pretty' && preview !== undefined) this.print(`${preview}\n`);
    if (report.format === 'pretty' && said.length > 0) this.print(`${said.join('\n')}\n`);
    this.publish(published);
  }

  private async lookHere(input: DoctorInput): Promise<DoctorOutcome> {
    const { flags } = this;
    const [{ doctor }, context] = await Promise.all([import('../actions/doctor.js'), this.createContext()]);
    const outcome = await doctor(
      { ...input, ...(flags.fix && { fix: { dryRun: flags['dry-run'], yes: flags.yes } }) },
      context,
    );
    if (flags['save-facts'] !== undefined) {
      const { saveFacts } = await import('../actions/facts-file.js');
      const { target, collected: facts } = outcome;
      await saveFacts(flags['save-facts'], { command: 'doctor', target, facts }, context);
    }
    return outcome;
  }

  private async readFacts(path: string, input: DoctorInput): Promise<DoctorOutcome> {
    const { checkSavedFacts } = await import('../actions/check-saved-facts.js');
    return checkSavedFacts({ path, command: 'doctor', ...input }, process.cwd());
  }

  /** A config that is not valid is what project/config-valid says; it must not keep doctor from saying it. */
  private async projectHere(): Promise<LoadedConfig | undefined> {
    if (this.flags['from-facts'] !== undefined) return undefined;
    const { loadConfig } = await import('../config/load-config.js');
    return loadConfig(process.cwd()).catch(() => undefined);
  }
}
