import type { RenderedFile, Template, TemplateKind } from '../model/template.js';
import type { ForeignPlan } from '../plan/foreign/foreign-plan.js';
import type { ScaffoldPlan } from '../plan/scaffold-plan.js';
import { renderTemplate } from './render-template.js';

/** Plan → files, one for each template that fits. The same plan gives the same bytes. */
export function renderScaffold(plan: ScaffoldPlan, templates: readonly Template[]): RenderedFile[] {
  return renderDocuments(
    plan,
    { runtime: plan.choices.runtime, parts: plan.choices.with, template: plan.choices.template },
    templates,
  );
}

/** Plan → files around a server that exists. */
export const renderForeign = (plan: ForeignPlan, templates: readonly Template[]): RenderedFile[] =>
  renderDocuments(plan, { runtime: plan.choices.runtime, parts: [] }, templates);

function renderDocuments(
  { documents }: { readonly documents: Readonly<Partial<Record<TemplateKind, object>>> },
  {
    runtime,
    parts,
    template: chosen,
  }: { readonly runtime: string; readonly parts: readonly string[]; readonly template?: string },
  templates: readonly Template[],
): RenderedFile[] {
  const fitting = templates
    .filter(({ when }) => when.runtime === undefined || when.runtime === runtime)
    .filter(({ when }) => when.part === undefined || parts.includes(when.part))
    .filter(({ when }) => when.template === undefined || when.template === chosen)
    .filter(({ kind }) => documents[kind] !== undefined);
  // One of them lists all of them.
  const files = fitting.map(({ output, title }) => ({ path: output, title }));
  return fitting
    .map((template) =>
      renderTemplate(template, { ...documents[template.kind], ...(template.kind === 'summary' && { files }) }),
    )
    .map((file) => (file.path === '.env' ? { ...file, keep: true } : file));
}
