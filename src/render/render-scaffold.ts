import type { RenderedFile, Template } from '../model/template.js';
import type { ScaffoldPlan } from '../plan/scaffold-plan.js';
import { renderTemplate } from './render-template.js';

/** Plan → files, one for each template that fits. The same plan gives the same bytes. */
export function renderScaffold(plan: ScaffoldPlan, templates: readonly Template[]): RenderedFile[] {
  return templates
    .filter(({ when }) => when.runtime === undefined || when.runtime === plan.choices.runtime)
    .filter(({ when }) => when.part === undefined || plan.choices.with.includes(when.part))
    .map((template) => renderTemplate(template, plan.documents[template.kind]))
    .map((file) => (file.path === '.env' ? { ...file, keep: true } : file));
}
