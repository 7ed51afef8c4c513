import { aws } from './aws.js';
import { cleanup } from './cleanup.js';
import { clients } from './clients.js';
import { data } from './data.js';
import { development } from './development.js';
import { essentials } from './essentials.js';
import { images } from './images.js';
import { logs } from './logs.js';
import type { MakeGroup, MakeProject } from './make-target.js';
import { monitoring } from './monitoring.js';
import { production } from './production.js';
import { settings } from './settings.js';
import { tests } from './tests.js';

/** In the order of `make help`. */
const GROUPS: readonly MakeGroup[] = [
  essentials,
  logs,
  aws,
  development,
  tests,
  monitoring,
  production,
  data,
  settings,
  images,
  clients,
  cleanup,
];

/** What the template of the Makefile is given. */
export interface MakefileDocument {
  readonly project: string;
  readonly own: boolean;
  /** Argument of Compose that turns the profile on, with a space before it; empty where there is none. */
  readonly profile: string;
  /** Arguments of Compose for production. */
  readonly production: string;
  /** What every call of Compose has behind its files; empty, or with a space before it. */
  readonly overlay: string;
  readonly groups: readonly {
    readonly title: string;
    readonly names: string;
    readonly targets: readonly {
      readonly name: string;
      readonly needs: string;
      readonly help: string;
      readonly recipe: readonly string[];
    }[];
  }[];
}

/** The targets that make sense in a project, group by group. */
export function planMakefile(project: MakeProject): MakefileDocument {
  const groups = GROUPS.map(({ title, targets }) => {
    const fitting = targets.filter(({ when }) => when?.(project) ?? true);
    return {
      title,
      names: fitting.map(({ name }) => name).join(' '),
      targets: fitting.map(({ name, help, needs = [], recipe }) => ({
        name,
        help,
        needs: needs.map((need) => ` ${need}`).join(''),
        recipe: recipe?.(project) ?? [],
      })),
    };
  });
  return {
    project: project.name,
    own: project.own,
    overlay: project.aws ? ' $(if $(filter 1,$(MOUNT_AWS)),-f compose.aws-profile.yaml)' : '',
    profile: project.profile === undefined ? '' : ` --profile ${project.profile.name}`,
    production: project.production ? '-f compose.yaml -f compose.prod.yaml' : '-f compose.yaml',
    groups: groups.filter(({ targets }) => targets.length > 0),
  };
}
