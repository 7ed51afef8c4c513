/** What the builder says while it works. A step is a BuildKit vertex, or a classic builder's `Step n/m`. */
export type BuildEvent =
  | { readonly kind: 'step-started'; readonly step: BuildStep }
  | { readonly kind: 'step-finished'; readonly step: BuildStep }
  | { readonly kind: 'log'; readonly stepId: string; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  | {
      readonly kind: 'progress';
      readonly stepId: string;
      readonly name: string;
      readonly current: number;
      readonly total: number;
    }
  | { readonly kind: 'warning'; readonly message: string; readonly url?: string };

export interface BuildStep {
  readonly id: string;
  /** `[build 2/6] RUN npm ci`, `[internal] load build definition`, `exporting to image` … */
  readonly name: string;
  readonly cached: boolean;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly error?: string;
}
