import type { Resolved, Unknown } from '@bulkhead/core';
import { badTemplate } from './bad-template.ts';
import type { Evaluator } from './cloudformation/evaluate.ts';
import { keepResidue } from './residue.ts';
import { isNull, kindOf, type Tree } from './yaml/tree.ts';

/** Reads a template's values into the model: checks kinds, evaluates intrinsic functions, notes what stays unknown. */
export interface Reader {
  readonly evaluator: Evaluator;
  readonly unknowns: readonly Unknown[];
  /** The value evaluated; nothing where it is absent or empty. */
  value(tree: Tree | undefined): Tree | undefined;
  text(tree: Tree, what: string): Resolved<string>;
  /** Known text, or nothing: what is unknown is noted. */
  knownText(tree: Tree | undefined, what: string): string | undefined;
  wholeNumber(tree: Tree | undefined, what: string, range: readonly [number, number]): number | undefined;
  flag(tree: Tree | undefined, what: string): boolean | undefined;
  /** One of the words, compared without case. */
  oneOf<T extends string>(tree: Tree | undefined, what: string, words: readonly T[]): T | undefined;
  /** The items of a list; one value counts as a list of one. */
  list(tree: Tree | undefined): readonly Tree[];
  textMap(tree: Tree | undefined, what: string): Record<string, Resolved<string>>;
  note(tree: Tree): void;
}

export function createReader(evaluator: Evaluator): Reader {
  const unknowns: Unknown[] = [];

  const note = (tree: Tree): void => {
    if (tree.kind !== 'unknown') return;
    if (tree.residue) keepResidue(tree.unknown, { tree: tree.residue, template: evaluator.template });
    unknowns.push(tree.unknown);
  };

  const value = (tree: Tree | undefined): Tree | undefined => {
    if (!tree) return undefined;
    const evaluated = evaluator.evaluate(tree);
    return isNull(evaluated) ? undefined : evaluated;
  };

  const text = (tree: Tree, what: string): Resolved<string> => {
    const found = value(tree);
    if (found?.kind === 'unknown') {
      note(found);
      return found.unknown;
    }
    if (found?.kind !== 'scalar')
      throw badTemplate(tree.place, `${what} must be text, not ${found ? kindOf(found) : 'nothing'}`);
    return String(found.value);
  };

  const knownText = (tree: Tree | undefined, what: string): string | undefined => {
    if (!tree) return undefined;
    const found = value(tree) && text(tree, what);
    return typeof found === 'string' ? found : undefined;
  };

  const wholeNumber = (
    tree: Tree | undefined,
    what: string,
    [least, most]: readonly [number, number],
  ): number | undefined => {
    const found = value(tree);
    if (!found || found.kind === 'unknown') {
      if (found) note(found);
      return undefined;
    }
    const number =
      found.kind === 'scalar' && found.value !== '' && typeof found.value !== 'boolean'
        ? Number(found.value)
        : Number.NaN;
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const given =
      found.kind === 'scalar' && typeof found.value === 'number' && !found.hidden ? String(number) : kindOf(found);
    throw badTemplate(found.place, `${what} must be a whole number from ${least} to ${most}, not ${given}`);
  };

  const flag = (tree: Tree | undefined, what: string): boolean | undefined => {
    const found = value(tree);
    if (!found || found.kind === 'unknown') {
      if (found) note(found);
      return undefined;
    }
    if (found.kind === 'scalar' && (found.value === true || /^(true|yes)$/i.test(String(found.value)))) return true;
    if (found.kind === 'scalar' && (found.value === false || /^(false|no)$/i.test(String(found.value)))) return false;
    throw badTemplate(found.place, `${what} must be true or false, not ${kindOf(found)}`);
  };

  const oneOf = <T extends string>(tree: Tree | undefined, what: string, words: readonly T[]): T | undefined => {
    const found = knownText(tree, what);
    if (found === undefined) return undefined;
    const word = words.find((candidate) => candidate.toLowerCase() === found.toLowerCase());
    if (word === undefined) throw badTemplate(tree!.place, `${what} must be ${words.join(', ')}`);
    return word;
  };

  const list = (tree: Tree | undefined): readonly Tree[] => {
    const found = value(tree);
    if (!found) return [];
    return found.kind === 'list' ? found.items : [found];
  };

  const textMap = (tree: Tree | undefined, what: string): Record<string, Resolved<string>> => {
    const found = value(tree);
    if (!found) return {};
    if (found.kind === 'unknown') {
      note(found);
      return {};
    }
    if (found.kind !== 'map') throw badTemplate(found.place, `${what} must be a map, not ${kindOf(found)}`);
    const entries: [string, Resolved<string>][] = [];
    for (const [key, entry] of found.entries) {
      if (!isNull(entry.value)) entries.push([key, text(entry.value, `${what}.${key}`)]);
    }
    return Object.fromEntries(entries);
  };

  return { evaluator, unknowns, value, text, knownText, wholeNumber, flag, oneOf, list, textMap, note };
}
