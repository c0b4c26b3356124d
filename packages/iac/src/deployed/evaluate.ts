import { type Elsewhere, isUnknown, type SourcePlace, type TemplateValue, type Unknown } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { decideCondition } from '../cloudformation/conditions.ts';
import { attributeOf, intrinsicOf } from '../cloudformation/intrinsic.ts';
import { readParameter } from '../cloudformation/parameters.ts';
import { renderExpression } from '../yaml/render.ts';
import { get, isNull, scalarTree, type Tree } from '../yaml/tree.ts';
import { namePattern } from './elsewhere.ts';
import { joinTexts, subParts, toJsonText } from './joined-text.ts';
import { pseudoParameter } from './pseudo.ts';
import type { DeployedScope } from './scope.ts';

/** A value with the places of everything in it. */
export interface Placed {
  readonly value: TemplateValue;
  readonly place: SourcePlace;
  /** By key or index. */
  readonly inside?: ReadonlyMap<string | number, Placed>;
}

/** Evaluates trees to what would be deployed. Mistakes that CloudFormation refuses become unknown, with the reason. */
export interface DeployedEvaluator {
  /** `undefined`: `AWS::NoValue`. */
  evaluate(tree: Tree): Placed | undefined;
  /** `undefined`: cannot tell. */
  condition(name: string): boolean | undefined;
}

/** Functions inside of functions, parameters and conditions included; real templates stay under 20. */
const MAX_DEPTH = 200;
/** Values in one stack with every reference written out: ten times the 500 resources of 100 values of the largest stack. */
const MAX_STEPS = 500_000;

export function createDeployedEvaluator(scope: DeployedScope): DeployedEvaluator {
  const { template } = scope;
  const deciding = new Set<string>();
  const decided = new Map<string, boolean | undefined>();
  // Globals stand in every function: shared trees are evaluated once.
  const done = new Map<Tree, Placed | undefined>();
  let steps = 0;
  let depth = 0;

  const evaluate = (tree: Tree): Placed | undefined => {
    if (done.has(tree)) return done.get(tree);
    if (++steps > MAX_STEPS) throw badTemplate(tree.place, 'takes too many steps to evaluate');
    if (depth >= MAX_DEPTH) return unknown('nests functions too deep', tree);
    depth++;
    try {
      const found = evaluateAny(tree);
      if (tree.kind !== 'scalar') done.set(tree, found);
      return found;
    } finally {
      depth--;
    }
  };

  const evaluateAny = (tree: Tree): Placed | undefined => {
    switch (tree.kind) {
      case 'unknown':
        // The rest of a text around `${ssm:…}` is known.
        return (tree.residue && evaluate(tree.residue)) ?? { value: tree.unknown, place: tree.place };
      case 'scalar':
        return tree.hidden ? unknown('comes from the environment or the command line', tree) : placed(tree.value, tree);
      case 'list': {
        const inside = new Map<string | number, Placed>();
        for (const item of tree.items) {
          const found = evaluate(item);
          if (found) inside.set(inside.size, found);
        }
        return { value: [...inside.values()].map((item) => item.value), place: tree.place, inside };
      }
      default: {
        const call = intrinsicOf(tree);
        if (call) return evaluateCall(call.name, call.argument, tree);
        const inside = new Map<string | number, Placed>();
        const fields: [string, TemplateValue][] = [];
        for (const [key, entry] of tree.entries) {
          const found = evaluate(entry.value);
          if (!found) continue;
          inside.set(key, { ...found, place: entry.key });
          fields.push([key, found.value]);
        }
        return { value: Object.fromEntries(fields), place: tree.place, inside };
      }
    }
  };

  const evaluateCall = (name: string, argument: Tree, tree: Tree): Placed | undefined => {
    switch (name) {
      case 'Ref':
        return argument.kind === 'scalar' ? ref(String(argument.value), tree) : unknown('names nothing', tree);
      case 'Fn::GetAtt': {
        const target = attributeOf(argument) ?? attributeOf(asTree(evaluate(argument), argument));
        return target ? getAtt(target.id, target.attribute ?? '', tree) : unknown('names no attribute', tree);
      }
      case 'Fn::Join':
        return join(argument, tree);
      case 'Fn::Sub':
        return sub(argument, tree);
      case 'Fn::If':
        return choose(argument, tree);
      case 'Fn::Select':
        return select(argument, tree);
      case 'Fn::Split':
        return split(argument, tree);
      case 'Fn::FindInMap':
        return findInMap(argument, tree);
      case 'Fn::Base64': {
        const value = evaluate(argument)?.value;
        if (typeof value !== 'string') return unknown('holds values that are not known', tree);
        return placed(Buffer.from(value).toString('base64'), tree);
      }
      case 'Fn::ToJsonString': {
        const found = evaluate(argument);
        return placed(found ? toJsonText(found.value) : null, tree);
      }
      case 'Fn::Length': {
        const value = evaluate(argument)?.value;
        return Array.isArray(value) ? placed(value.length, tree) : unknown('needs a list', tree);
      }
      case 'Fn::ImportValue': {
        const exported = namePattern(evaluate(argument)?.value);
        const elsewhere: Elsewhere | undefined =
          exported === undefined ? undefined : { kind: 'export', name: exported };
        return unknown('is exported by another stack', tree, elsewhere);
      }
      case 'Condition':
        return { value: { Condition: argument.kind === 'scalar' ? argument.value : null }, place: tree.place };
      default:
        return unknown(`${name} is decided when the stack is deployed`, tree);
    }
  };

  const ref = (id: string, tree: Tree): Placed | undefined => {
    if (id === 'AWS::NoValue') return undefined;
    const pseudo = pseudoParameter(id, scope, tree.place);
    if (pseudo !== undefined) return placed(pseudo, tree);
    const given = scope.given.get(id);
    const declaration = get(template.parameters, id);
    if (declaration || given) {
      const noEcho = get(declaration, 'NoEcho');
      if (noEcho?.kind === 'scalar' && String(noEcho.value) === 'true') {
        const shown = get(declaration, 'Default');
        const hasDefault = shown?.kind === 'scalar' && shown.value !== null && shown.value !== '';
        return unknown(`is a secret parameter (NoEcho)${hasDefault ? ' with a default in the template' : ''}`, tree);
      }
      if (given) return { ...given, place: tree.place };
      const own = Object.hasOwn(template.given, id) ? template.given[id] : undefined;
      const value = readParameter(template, id, declaration!);
      if ('unknown' in value) return unknown(value.unknown, tree, value.elsewhere);
      // What a user gives on the command line is shown unless the template says NoEcho.
      if (own !== undefined && value.tree.kind === 'scalar') return placed(own, tree);
      const found = evaluate(value.tree);
      return found && { ...found, place: tree.place };
    }
    return scope.resource(id, undefined, tree) ?? unknown('is no parameter or resource of this template', tree);
  };

  const getAtt = (id: string, attribute: string, tree: Tree): Placed =>
    scope.resource(id, attribute, tree) ?? unknown(`${id} is no resource of this template`, tree);

  const join = (argument: Tree, tree: Tree): Placed => {
    const parts = argument.kind === 'list' ? argument.items : [];
    const separator = parts[0] && evaluate(parts[0])?.value;
    const list = parts[1] && evaluate(parts[1]);
    if (typeof separator !== 'string') return unknown('has no separator', tree);
    if (!Array.isArray(list?.value)) {
      return list && isUnknown(list.value) ? unknown(list.value.unknown, tree) : unknown('has no list to join', tree);
    }
    const pieces: TemplateValue[] = [];
    for (const item of list.value as readonly TemplateValue[]) {
      if (pieces.length > 0 && separator !== '') pieces.push(separator);
      pieces.push(item);
    }
    return placed(joinTexts(pieces), tree);
  };

  const sub = (argument: Tree, tree: Tree): Placed => {
    const [pattern, names] = argument.kind === 'list' ? argument.items : [argument];
    if (pattern?.kind !== 'scalar' || isNull(pattern) || pattern.hidden) {
      const found = pattern && evaluate(pattern);
      return found && typeof found.value === 'object' ? placed(found.value, tree) : unknown('has no text', tree);
    }
    const pieces = subParts(String(pattern.value)).map((part): TemplateValue => {
      if (typeof part === 'string') return part;
      const given = get(names, part.name);
      if (given) return evaluate(given)?.value ?? '';
      const dot = part.name.indexOf('.');
      const at = scalarTree(part.name, tree.place);
      const found = dot > 0 ? getAtt(part.name.slice(0, dot), part.name.slice(dot + 1), at) : ref(part.name, at);
      return found?.value ?? '';
    });
    return placed(joinTexts(pieces), pattern);
  };

  const choose = (argument: Tree, tree: Tree): Placed | undefined => {
    const [name, yes, no] = argument.kind === 'list' ? argument.items : [];
    if (name?.kind !== 'scalar' || !yes || !no) return unknown('takes a condition and two values', tree);
    const holds = condition(String(name.value));
    if (holds === undefined) return unknown('depends on a condition that cannot be decided here', tree);
    return evaluate(holds ? yes : no);
  };

  const select = (argument: Tree, tree: Tree): Placed => {
    const [first, second] = argument.kind === 'list' ? argument.items : [];
    const index = first && Number(evaluate(first)?.value);
    const list = second && evaluate(second);
    const item = index === undefined ? undefined : list?.inside?.get(index);
    if (item) return { ...item, place: tree.place };
    return unknown(list && isUnknown(list.value) ? list.value.unknown : 'selects from a list that is not known', tree);
  };

  const split = (argument: Tree, tree: Tree): Placed => {
    const [first, second] = argument.kind === 'list' ? argument.items : [];
    const separator = first && evaluate(first)?.value;
    const text = second && evaluate(second)?.value;
    if (typeof separator !== 'string' || separator === '' || typeof text !== 'string') {
      return unknown('splits a text that is not known', tree);
    }
    const items = text.split(separator);
    const inside = new Map<string | number, Placed>(items.map((item, index) => [index, placed(item, tree)]));
    return { value: items, place: tree.place, inside };
  };

  const findInMap = (argument: Tree, tree: Tree): Placed | undefined => {
    const items = argument.kind === 'list' ? argument.items : [];
    const keys = items.slice(0, 3).map((item) => evaluate(item)?.value);
    const known = keys.filter((key): key is string => typeof key === 'string' || typeof key === 'number').map(String);
    const found = known.length === 3 ? get(template.mappings, ...known) : undefined;
    if (found) return evaluate(found);
    const fallback = known.length === 3 ? get(items[3], 'DefaultValue') : undefined;
    if (fallback) return evaluate(fallback);
    return unknown(known.length === 3 ? `Mappings has no ${known.join('.')}` : 'needs keys that are not known', tree);
  };

  const condition = (name: string): boolean | undefined => {
    if (decided.has(name)) return decided.get(name);
    const tree = get(template.conditions, name);
    if (!tree || deciding.has(name) || deciding.size > MAX_DEPTH) return undefined;
    deciding.add(name);
    try {
      const holds = decideCondition(tree, {
        evaluate: (inner) => asTree(evaluate(inner), inner),
        condition: (inner) => condition(inner),
      });
      decided.set(name, holds);
      return holds;
    } catch {
      // A condition that CloudFormation refuses; the resource is judged as if it could exist.
      decided.set(name, undefined);
      return undefined;
    } finally {
      deciding.delete(name);
    }
  };

  return { evaluate, condition };
}

function placed(value: TemplateValue, { place }: Tree): Placed {
  return { value, place };
}

function unknown(why: string, tree: Tree, elsewhere?: Elsewhere): Placed {
  const value: Unknown = {
    unknown: why,
    expression: renderExpression(tree),
    place: tree.place,
    ...(elsewhere ? { elsewhere } : {}),
  };
  return { value, place: tree.place };
}

/** An evaluated value where the readers of conditions and attributes want a tree. */
function asTree(found: Placed | undefined, tree: Tree): Tree {
  const { place } = tree;
  const value = found?.value ?? null;
  if (value === null || typeof value !== 'object') return scalarTree(value, place);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return {
      kind: 'list',
      items: value.map((item) => scalarTree(item as string, place)),
      place,
      size: value.length + 1,
    };
  }
  const why = { unknown: 'is not known', expression: renderExpression(tree), place };
  return { kind: 'unknown', unknown: why, residue: undefined, place, size: 1 };
}
