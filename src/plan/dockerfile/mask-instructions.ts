import { maskSecrets } from '../../model/clean-text.js';
import { instructionPairs } from '../../model/dockerfile-words.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import { findSecrets, type SecretMatch } from '../../model/find-secrets.js';
import { lineAt } from '../../model/dockerfile-stages.js';

type Secret = DockerfileFact['secrets'][number];

/** The instructions with secrets masked, and what was found where: no value of a secret is part of a fact. */
export function maskInstructions(instructions: readonly DockerfileInstruction[]): {
  readonly instructions: DockerfileInstruction[];
  readonly secrets: Secret[];
} {
  const secrets: Secret[] = [];
  const masked = instructions.map((instruction) => {
    const found = secretsIn(instruction);
    if (found.length === 0) return instruction;
    for (const { line, name, rule, title } of found)
      if (!secrets.some((known) => known.line === line && known.rule === rule && known.name === name))
        secrets.push({ line, keyword: instruction.keyword, ...(name !== undefined && { name }), rule, title });
    return withoutValues(
      instruction,
      found.map(({ value }) => value),
    );
  });
  return { instructions: masked, secrets: secrets.slice(0, 100) };
}

type Found = SecretMatch & { readonly line: number; readonly name?: string };

function secretsIn(instruction: DockerfileInstruction): Found[] {
  const { keyword, args, heredocs = [] } = instruction;
  if (keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL') {
    const place = keyword === 'LABEL' ? 'label' : 'env';
    return instructionPairs(keyword, args).flatMap(({ name, value = '', raw = value }) =>
      findSecrets(value, { place, name }).map((match) => ({
        ...match,
        line: lineAt(instruction, args.indexOf(raw)),
        name,
      })),
    );
  }
  const inText = (text: string, lineOf: (value: string) => number) =>
    findSecrets(text, { place: 'history', name: '' }).map((match) => ({ ...match, line: lineOf(match.value) }));
  return [
    ...inText(args, (value) => lineAt(instruction, args.indexOf(value))),
    ...heredocs.flatMap(({ text, line }) =>
      inText(text, (value) => line + text.slice(0, text.indexOf(value)).split('\n').length - 1),
    ),
  ];
}

function withoutValues(instruction: DockerfileInstruction, values: readonly string[]): DockerfileInstruction {
  const clean = (text: string) =>
    values.reduce((masked, value) => masked.replaceAll(value, '••••••'), maskSecrets(text, values));
  const { args, resolved, words, heredocs, flags } = instruction;
  return {
    ...instruction,
    args: clean(args),
    flags: flags.map(({ name, value }) => (value === undefined ? { name } : { name, value: clean(value) })),
    ...(resolved !== undefined && { resolved: clean(resolved) }),
    ...(words !== undefined && { words: words.map(clean) }),
    ...(heredocs !== undefined && { heredocs: heredocs.map((heredoc) => ({ ...heredoc, text: clean(heredoc.text) })) }),
  };
}
