import type { SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { toPlain } from '../yaml/plain.ts';
import { renderExpression } from '../yaml/render.ts';
import {
  get,
  isNull,
  kindOf,
  listTree,
  type MapEntry,
  mapTree,
  scalarTree,
  type Tree,
  unknownTree,
} from '../yaml/tree.ts';
import { decideCondition } from './conditions.ts';
import { attributeOf, intrinsicOf, type Reference, textList } from './intrinsic.ts';
import { readParameter } from './parameters.ts';
import { readPseudoParameter } from './pseudo-parameters.ts';
import type { CloudFormationTemplate } from './template.ts';

/** What a resource or the account answers: the model says "not known before the deploy", the lab decides. */
export interface Answers {
  /** @returns the text, or why it is not known */
  reference(reference: Reference): { readonly text: string } | { readonly unknown: string };
  readonly accountId: string | undefined;
}

export interface Evaluator {
  readonly template: CloudFormationTemplate;
  /**
   * The value with intrinsic functions replaced; what cannot be known becomes an unknown that keeps the outermost
   * function's expression. `AWS::NoValue` leaves its key or item out.
   * @throws BulkheadError BULKHEAD_BAD_TEMPLATE for a function with arguments that CloudFormation refuses
   */
  evaluate(tree: Tree): Tree;
  /** `undefined`: cannot tell. */
  condition(name: string, place: SourcePlace): boolean | undefined;
}

/** Functions inside of functions, and parameters inside of them. */
const MAX_DEPTH = 60;
const MAX_STEPS = 500_000;
const MAX_TEXT = 256 * 1024;
const MAX_JOINED = 8 * 1024 * 1024;

export function createEvaluator(template: CloudFormationTemplate, answers: Answers): Evaluator {
  let steps = 0;
  let depth = 0;
  let joined = 0;
  const deciding: string[] = [];
  const decided = new Map<string, boolean | undefined>();

  /** Why a function has no value; turned into one unknown at the outermost function. */
  const unknown = (why: string, tree: Tree): Tree =>
    unknownTree({ unknown: why, expression: renderExpression(tree), place: tree.place }, tree.place, tree);

  const evaluate = (tree: Tree): Tree => {
    if (tree.kind === 'scalar' || tree.kind === 'unknown') return tree;
    if (++steps > MAX_STEPS) throw badTemplate(tree.place, 'takes too many steps to evaluate');
    if (depth > MAX_DEPTH * 3) throw badTemplate(tree.place, 'nests intrinsic functions too deep');
    depth++;
    try {
      const call = intrinsicOf(tree);
      if (call) return evaluateCall(call.name, call.argument, tree);
      if (tree.kind === 'list') {
        const items = tree.items.map(evaluate);
        if (items.every((item, index) => item === tree.items[index])) return tree;
        return listTree(
          items.filter((item) => item !== NO_VALUE),
          tree.place,
        );
      }
      const entries = new Map<string, MapEntry>();
      let changed = false;
      for (const [key, entry] of tree.entries) {
        const value = evaluate(entry.value);
        if (value === entry.value) entries.set(key, entry);
        else {
          changed = true;
          if (value !== NO_VALUE) entries.set(key, { key: entry.key, value });
        }
      }
      return changed ? mapTree(entries, tree.place) : tree;
    } finally {
      depth--;
    }
  };

  const evaluateCall = (name: string, argument: Tree, tree: Tree): Tree => {
    const rule = RULES.get(name);
    if (!rule) return unknown(`${name} is decided when the stack is deployed`, tree);
    const value = rule(argument, tree);
    // An inner unknown is told as the outer expression: that is what stands in the file.
    if (value.kind === 'unknown' && value.residue !== tree) return unknown(value.unknown.unknown, tree);
    return value;
  };

  const ref = (argument: Tree, tree: Tree): Tree => {
    if (argument.kind !== 'scalar' || isNull(argument)) {
      throw badTemplate(argument.place, `Ref takes a name, not ${kindOf(argument)}`);
    }
    const id = String(argument.value);
    if (id === 'AWS::NoValue') return NO_VALUE;
    const pseudo = readPseudoParameter(id, template, answers.accountId);
    if (pseudo) return 'text' in pseudo ? scalarTree(pseudo.text, tree.place) : unknown(pseudo.unknown, tree);
    const parameter = get(template.parameters, id);
    if (parameter) {
      const value = readParameter(template, id, parameter);
      return 'unknown' in value ? unknown(value.unknown, tree) : value.tree;
    }
    return ask({ id }, tree);
  };

  const ask = (reference: Reference, tree: Tree): Tree => {
    const answer = answers.reference(reference);
    return 'text' in answer ? scalarTree(answer.text, tree.place) : unknown(answer.unknown, tree);
  };

  /** A function's argument as a list of known values, or the unknown that stands in it. */
  const known = (argument: Tree, name: string, atLeast: number): readonly Tree[] | Tree => {
    const value = evaluate(argument);
    if (value.kind === 'unknown') return value;
    if (value.kind !== 'list' || value.items.length < atLeast) {
      throw badTemplate(argument.place, `${name} takes a list of ${atLeast} values or more`);
    }
    return value.items.find((item) => item.kind === 'unknown') ?? value.items;
  };

  const text = (tree: Tree, name: string): string => {
    if (tree.kind !== 'scalar' || isNull(tree))
      throw badTemplate(tree.place, `${name} takes text here, not ${kindOf(tree)}`);
    return String(tree.value);
  };

  const textTree = (value: string, place: SourcePlace, parts: readonly Tree[]): Tree => {
    joined += value.length;
    if (value.length > MAX_TEXT || joined > MAX_JOINED) throw badTemplate(place, 'grows without end when evaluated');
    return scalarTree(
      value,
      place,
      parts.some((part) => part.kind === 'scalar' && part.hidden),
    );
  };

  const join = (argument: Tree): Tree => {
    const outer = known(argument, 'Fn::Join', 2);
    if (!isList(outer)) return outer;
    const list = outer[1]!;
    if (list.kind !== 'list')
      throw badTemplate(list.place, `Fn::Join takes a list as its second value, not ${kindOf(list)}`);
    const gap = list.items.find((item) => item.kind === 'unknown');
    if (gap) return gap;
    const parts = list.items.map((item) => text(item, 'Fn::Join'));
    return textTree(parts.join(text(outer[0]!, 'Fn::Join')), argument.place, list.items);
  };

  const sub = (argument: Tree, tree: Tree): Tree => {
    const parts = argument.kind === 'list' ? argument.items : [argument];
    const [pattern, names] = parts;
    if (pattern?.kind === 'unknown') return pattern;
    if (pattern?.kind !== 'scalar' || (names && names.kind !== 'map')) {
      throw badTemplate(argument.place, 'Fn::Sub takes a text, or a list of a text and a map');
    }
    const used: Tree[] = [pattern];
    let gap: Tree | undefined;
    const value = String(pattern.value).replace(/\$\{(!?)([^${}]*)\}/g, (whole, literal: string, inner: string) => {
      if (gap) return '';
      if (literal) return `\${${inner}}`;
      const name = inner.trim();
      if (name === '') return whole;
      const given = get(names, name);
      const dot = name.indexOf('.');
      const found = given
        ? evaluate(given)
        : dot > 0
          ? ask({ id: name.slice(0, dot), attribute: name.slice(dot + 1) }, tree)
          : ref(scalarTree(name, argument.place), tree);
      if (found.kind === 'unknown') gap ??= found;
      else used.push(found);
      return found.kind === 'unknown' ? '' : text(found, 'Fn::Sub');
    });
    return gap ?? textTree(value, pattern.place, used);
  };

  const select = (argument: Tree): Tree => {
    if (argument.kind !== 'list' || argument.items.length !== 2) {
      throw badTemplate(argument.place, 'Fn::Select takes a list of an index and a list');
    }
    const [index, list] = argument.items.map(evaluate) as [Tree, Tree];
    if (index.kind === 'unknown') return index;
    if (list.kind === 'unknown') return list;
    const items = list.kind === 'list' ? list.items : [];
    const item = items[Number(text(index, 'Fn::Select'))];
    if (!item)
      throw badTemplate(argument.place, `Fn::Select asks for an item that is not there; the list has ${items.length}`);
    return item;
  };

  const split = (argument: Tree): Tree => {
    const parts = known(argument, 'Fn::Split', 2);
    if (!isList(parts)) return parts;
    const separator = text(parts[0]!, 'Fn::Split');
    if (separator === '') throw badTemplate(argument.place, 'Fn::Split takes a separator that is not empty');
    return textList(text(parts[1]!, 'Fn::Split').split(separator), argument.place);
  };

  const findInMap = (argument: Tree): Tree => {
    const keys = known(argument, 'Fn::FindInMap', 3);
    if (!isList(keys)) return keys;
    const path = keys.slice(0, 3).map((key) => text(key, 'Fn::FindInMap'));
    const found = get(template.mappings, ...path);
    const fallback = get(keys[3], 'DefaultValue');
    if (!found && !fallback) throw badTemplate(argument.place, `Mappings has no ${path.join('.')}`);
    return evaluate(found ?? fallback!);
  };

  const condition = (name: string, place: SourcePlace): boolean | undefined => {
    if (decided.has(name)) return decided.get(name);
    const tree = get(template.conditions, name);
    if (!tree) throw badTemplate(place, `there is no condition named ${name.slice(0, 100)}`);
    if (deciding.includes(name)) {
      throw badTemplate(place, `the condition refers to itself: ${[...deciding, name].slice(0, 8).join(' -> ')}`);
    }
    if (deciding.length >= MAX_DEPTH) throw badTemplate(place, 'conditions refer to each other too deep');
    deciding.push(name);
    try {
      const holds = decideCondition(tree, { evaluate, condition });
      decided.set(name, holds);
      return holds;
    } finally {
      deciding.pop();
    }
  };

  const choose = (argument: Tree, tree: Tree): Tree => {
    if (argument.kind !== 'list' || argument.items.length !== 3) {
      throw badTemplate(argument.place, 'Fn::If takes a condition and two values');
    }
    const [name, yes, no] = argument.items as [Tree, Tree, Tree];
    const holds = condition(text(name, 'Fn::If'), name.place);
    if (holds === undefined) return unknown('depends on a condition that cannot be decided here', tree);
    return evaluate(holds ? yes : no);
  };

  const RULES: ReadonlyMap<string, (argument: Tree, tree: Tree) => Tree> = new Map([
    ['Ref', ref],
    [
      'Fn::GetAtt',
      (argument: Tree, tree: Tree) => {
        const value = evaluate(argument);
        if (value.kind === 'list') {
          const gap = value.items.find((item) => item.kind === 'unknown');
          if (gap) return gap;
        }
        const reference = attributeOf(value);
        if (!reference) throw badTemplate(argument.place, 'Fn::GetAtt takes a logical id and an attribute');
        return ask(reference, tree);
      },
    ],
    ['Fn::Join', join],
    ['Fn::Sub', sub],
    ['Fn::Select', select],
    ['Fn::Split', split],
    ['Fn::FindInMap', findInMap],
    ['Fn::If', choose],
    [
      'Fn::Base64',
      (argument: Tree) => {
        const value = evaluate(argument);
        if (value.kind === 'unknown') return value;
        return textTree(Buffer.from(text(value, 'Fn::Base64')).toString('base64'), argument.place, [value]);
      },
    ],
    [
      'Fn::ToJsonString',
      (argument: Tree, tree: Tree) => {
        const value = evaluate(argument);
        const plain = JSON.stringify(toPlain(value));
        return hasUnknown(value)
          ? unknown('holds values that are not known', tree)
          : textTree(plain, argument.place, [value]);
      },
    ],
    [
      'Fn::Length',
      (argument: Tree, tree: Tree) => {
        const value = evaluate(argument);
        return value.kind === 'list' ? scalarTree(value.items.length, argument.place) : unknown('needs a list', tree);
      },
    ],
    ['Condition', (_argument: Tree, tree: Tree) => tree],
  ]);

  return { template, evaluate, condition };
}

/** `Ref: AWS::NoValue`. */
const NO_VALUE: Tree = scalarTree(null, { file: '', line: 1, column: 1 });

function isList(value: readonly Tree[] | Tree): value is readonly Tree[] {
  return Array.isArray(value);
}

function hasUnknown(tree: Tree): boolean {
  if (tree.kind === 'unknown') return true;
  if (tree.kind === 'list') return tree.items.some(hasUnknown);
  return tree.kind === 'map' && [...tree.entries.values()].some((entry) => hasUnknown(entry.value));
}
