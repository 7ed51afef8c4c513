/** What a template of a new project is given; each kind has one data shape, in `ScaffoldPlan.documents`. */
export type ScaffoldTemplateKind =
  | 'dockerfile'
  | 'dockerignore'
  | 'backend-dockerfile'
  | 'backend-dockerignore'
  | 'backend-readme'
  | 'compose'
  | 'compose-override'
  | 'compose-production'
  | 'environment'
  | 'environment-example'
  | 'environment-development'
  | 'config'
  | 'readme'
  | 'gitignore'
  | 'gitattributes'
  | 'compose-aws-profile'
  | 'compose-fake-aws'
  | 'aws-guide'
  | 'environment-production'
  | 'workflow'
  | 'server-json'
  | 'dual-dockerfile'
  | 'dual-entrypoint'
  | 'dual-config'
  | 'dual-readme'
  | 'proxy'
  | 'fullstack'
  | 'makefile'
  | 'script'
  | 'data-script'
  | 'guide'
  | 'data-guide'
  | 'summary';

/** Files around a server that exists; their data is in `ForeignPlan.documents`. */
export type ForeignTemplateKind =
  | 'foreign-dockerfile'
  | 'foreign-dockerignore'
  | 'foreign-compose'
  | 'foreign-config'
  | 'foreign-environment-example'
  | 'foreign-pid1'
  | 'makefile';

export type TemplateKind = ScaffoldTemplateKind | ForeignTemplateKind;

/** One file of `templates/`: its front matter and what follows. */
export interface Template {
  readonly id: string;
  readonly kind: TemplateKind;
  readonly title: string;
  /** Path of the file it makes, relative to the project, with `/`. */
  readonly output: string;
  /** Permission bits; 0644 when absent. */
  readonly mode?: number;
  /** Facts of the plan for which it is used; always when empty. */
  readonly when: { readonly runtime?: string; readonly part?: string; readonly template?: string };
  readonly body: string;
}

/** A file of a project, ready to be compared and written. */
export interface RenderedFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: string;
  readonly mode?: number;
  /** Holds values that are made anew every time: written once, and never again, compared or shown. */
  readonly keep?: boolean;
  /** Permission bits of its folder, where that is made for it. */
  readonly folderMode?: number;
}
