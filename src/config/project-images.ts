import type { LoadedConfig, ProjectConfig } from './schema.js';

type Project = Pick<LoadedConfig, 'config' | 'directory'>;

/** One image that a project builds. */
export interface ProjectImage {
  /** By which `--image` knows it: the project's name for its main image, the key of `images` for every other. */
  readonly name: string;
  readonly main: boolean;
  /** The project as if this image were its only one. */
  readonly project: Project;
}

/** The images of a project, the main one first. */
export function projectImages({ config, directory }: Project): ProjectImage[] {
  const { images, ...main } = config;
  return [
    { name: config.name, main: true, project: { config: { ...main, images: {} }, directory } },
    ...Object.entries(images).map(([name, { image, build }]) => ({
      name,
      main: false,
      project: {
        // What is said of the server is said of the main image.
        config: { name, image: image ?? furtherImage(config.name, name), build, images: {}, checks: {}, waivers: [] },
        directory,
      },
    })),
  ];
}

/** As compose calls what it builds. */
const furtherImage = (project: string, name: string) => `${project}-${name}`;

/** What is wrong with the names of a project's images: key path and words. */
export function imageFaults(
  config: Pick<ProjectConfig, 'name' | 'image' | 'images'>,
): { path: string[]; message: string }[] {
  const seen = new Map([[canonical(config.image ?? config.name), 'the main image']]);
  return Object.entries(config.images).flatMap(([name, { image }]) => {
    if (name === config.name)
      return [{ path: ['images', name], message: 'is what the main image is called; give it another name' }];
    const reference = image ?? furtherImage(config.name, name);
    const other = seen.get(canonical(reference));
    seen.set(canonical(reference), name);
    return other === undefined
      ? []
      : [
          {
            path: ['images', name],
            message: `builds ${reference}, and so does ${other}; the later would replace the other`,
          },
        ];
  });
}

/** Two spellings of one tag: `docker.io/library/todo` and `todo:latest`. */
function canonical(reference: string): string {
  const name = reference.replace(/^(?:index\.)?docker\.io\//u, '').replace(/^library\//u, '');
  return /:[^/]*$/u.test(name) ? name : `${name}:latest`;
}
