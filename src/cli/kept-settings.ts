import { PAGE_PORT } from '../plan/fullstack-document.js';
import type { ScaffoldChoices } from '../plan/scaffold-choices.js';
import { portVariableOf } from '../plan/templates/index.js';

/** What has to be said of a `.env` that was there before: it is never touched. */
export function keptSettings(
  choices: Pick<ScaffoldChoices, 'template' | 'with'>,
  { keptPort, missingKeys }: { readonly keptPort?: number; readonly missingKeys: readonly string[] },
): string[] {
  const variable = portVariableOf(choices.template);
  const taken = keptPort === PAGE_PORT && choices.with.includes('fullstack');
  return [
    ...(keptPort === undefined
      ? []
      : [
          `.env keeps ${variable}=${keptPort}: that is where the server is to be found.${taken ? ` The page wants that port too: set ${variable}=${PAGE_PORT + 1}, or another FRONTEND_PORT.` : ''}`,
        ]),
    ...(missingKeys.length > 0 ? [`.env does not set ${missingKeys.join(', ')}; .env.example explains them.`] : []),
  ];
}
