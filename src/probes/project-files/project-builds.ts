import { join, relative, resolve } from 'node:path';
import { loadConfig } from '../../config/load-config.js';
import type { LoadedConfig } from '../../config/schema.js';
import { projectImages } from '../../config/project-images.js';
import { NotApplicable, type ProbeContext } from '../define-probe.js';
import { guessedBuilds } from './guessed-builds.js';

/** One image that the folder builds, as far as mcp-dock.yaml or the usual names say. */
export interface ProjectBuild {
  readonly image: string;
  readonly main: boolean;
  /** Relative to the project, with `/`; `.` for the project itself. */
  readonly dockerfile: string;
  readonly context: string;
  /** Absolute. */
  readonly dockerfilePath: string;
  readonly directory: string;
  readonly target?: string;
  readonly buildArguments: Readonly<Record<string, string>>;
}

type Asked = Pick<ProbeContext, 'cwd' | 'environment' | 'target'>;

/** Four probes ask for the same; a target is looked at once. */
const known = new WeakMap<Asked['target'], Promise<ProjectBuild[]>>();

/** The builds of the project in this folder. Throws NotApplicable when the target is something else. */
export function projectBuilds({ cwd, environment, target }: Asked): Promise<ProjectBuild[]> {
  const builds = known.get(target) ?? readBuilds({ cwd, environment, target });
  known.set(target, builds);
  return builds;
}

/** Throws NotApplicable when the target has nothing to do with the project in this folder. */
export function requireProject({ kind, settings }: Asked['target']): void {
  if (kind !== 'host' && !settings.configured)
    throw new NotApplicable('It is not the image of the project in this folder.');
}

async function readBuilds({ cwd, environment, target }: Asked): Promise<ProjectBuild[]> {
  requireProject(target);
  // What is wrong with the config is another question.
  const project = await loadConfig(cwd).catch(() => undefined);
  const images = project === undefined ? await guessed({ cwd, environment, target }) : declared(project);
  return images.map(({ image, main, build }) => {
    const directory = resolve(cwd, build?.context ?? '.');
    const dockerfilePath = join(cwd, build?.dockerfile ?? 'Dockerfile');
    return {
      image,
      main,
      dockerfile: shown(cwd, dockerfilePath),
      context: shown(cwd, directory),
      dockerfilePath,
      directory,
      ...(build?.target !== undefined && { target: build.target }),
      buildArguments: build?.args ?? {},
    };
  });
}

type Image = Pick<ProjectBuild, 'image' | 'main'> & {
  readonly build?: {
    readonly context?: string;
    readonly dockerfile?: string;
    readonly target?: string;
    readonly args?: Readonly<Record<string, string>>;
  };
};

const declared = (project: LoadedConfig): Image[] =>
  projectImages(project).map(({ name, main, project: { config } }) => ({
    image: name,
    main,
    ...(config.build !== undefined && { build: config.build }),
  }));

async function guessed({ cwd, environment, target }: Asked): Promise<Image[]> {
  const { name } = target.settings;
  const builds = await guessedBuilds({ cwd, environment });
  // Without any, other probes still ask for the folder itself.
  if (builds.length === 0) return [{ image: name, main: true }];
  return builds.map(({ service, ...build }, index) => ({
    image: service === undefined ? name : service === name ? `${name}-${index}` : service,
    main: index === 0,
    build,
  }));
}

const shown = (cwd: string, path: string) => relative(cwd, path).replaceAll('\\', '/') || '.';

/** A path of the context, as it is called from the project. */
export const inProject = (context: string, path: string): string => (context === '.' ? path : `${context}/${path}`);
