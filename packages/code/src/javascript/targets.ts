import type { Expression, PropertyKey } from 'oxc-parser';
import type { ExpressionIr, PropertyIr, TargetIr } from '../ir/types.ts';
import { assignable, constant, placeAt, type Scope, type Spanned } from './scope.ts';

type Node = Spanned & { readonly type: string };

/** Patterns of declarations and of assignments alike; types, `!` and parentheses fall away. */
type TargetNode = Spanned &
  (
    | { readonly type: 'Identifier'; readonly name: string }
    | { readonly type: 'ObjectPattern'; readonly properties: readonly PropertyNode[] }
    | { readonly type: 'ArrayPattern'; readonly elements: readonly (Node | null)[] }
    | { readonly type: 'AssignmentPattern'; readonly left: Node; readonly right: Expression }
    | { readonly type: 'RestElement'; readonly argument: Node }
    | { readonly type: 'TSParameterProperty'; readonly parameter: Node }
    | {
        readonly type: 'MemberExpression';
        readonly object: Expression;
        readonly property: PropertyKey;
        readonly computed: boolean;
      }
    | {
        readonly type: 'TSAsExpression' | 'TSSatisfiesExpression' | 'TSNonNullExpression' | 'TSTypeAssertion';
        readonly expression: Node;
      }
    | { readonly type: 'ParenthesizedExpression'; readonly expression: Node }
  );

type PropertyNode =
  | (Spanned & { readonly type: 'RestElement'; readonly argument: Node })
  | (Spanned & {
      readonly type: 'Property';
      readonly key: PropertyKey;
      readonly value: Node;
      readonly computed: boolean;
    });

/** Lowers what is assigned to: a name, a member, a pattern. */
export function lowerTarget(pattern: Node, scope: Scope): TargetIr {
  const node = pattern as TargetNode;
  switch (node.type) {
    case 'Identifier':
      return { kind: 'binding', binding: assignable(scope, node.name, node.start) };
    case 'MemberExpression':
      return {
        kind: 'member',
        object: scope.unit.lower.expression(node.object, scope),
        property: lowerKey(node.property, node.computed, scope),
        place: placeAt(scope, node.start),
      };
    case 'ObjectPattern': {
      const fields: { key: PropertyIr; target: TargetIr; default?: ExpressionIr }[] = [];
      let rest: TargetIr | undefined;
      for (const property of node.properties) {
        if (property.type === 'RestElement') rest = lowerTarget(property.argument, scope);
        else
          fields.push({ key: lowerKey(property.key, property.computed, scope), ...withDefault(property.value, scope) });
      }
      return rest === undefined ? { kind: 'fields', fields } : { kind: 'fields', fields, rest };
    }
    case 'ArrayPattern': {
      const items: ({ target: TargetIr; default?: ExpressionIr } | null)[] = [];
      let rest: TargetIr | undefined;
      for (const element of node.elements) {
        if (element === null) items.push(null);
        else if (element.type === 'RestElement')
          rest = lowerTarget((element as unknown as { argument: Node }).argument, scope);
        else items.push(withDefault(element, scope));
      }
      return rest === undefined ? { kind: 'items', items } : { kind: 'items', items, rest };
    }
    case 'AssignmentPattern':
      return lowerTarget(node.left, scope);
    case 'RestElement':
      return lowerTarget(node.argument, scope);
    case 'TSParameterProperty':
      return lowerTarget(node.parameter, scope);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return lowerTarget(node.expression, scope);
    default:
      // Nothing else can be assigned to; recovered trees may say otherwise.
      return { kind: 'binding', binding: { name: '?', place: placeAt(scope, pattern.start), isModuleLevel: false } };
  }
}

/** A target with the default that stands beside it in a pattern or parameter. */
export function withDefault(pattern: Node, scope: Scope): { target: TargetIr; default?: ExpressionIr } {
  const node = pattern as TargetNode;
  if (node.type === 'TSParameterProperty') return withDefault(node.parameter, scope);
  if (node.type !== 'AssignmentPattern') return { target: lowerTarget(pattern, scope) };
  const name = node.left.type === 'Identifier' ? (node.left as unknown as { name: string }).name : '';
  return { target: lowerTarget(node.left, scope), default: scope.unit.lower.expression(node.right, scope, name) };
}

/** A property's name: fixed, private with its `#`, or computed. */
export function lowerKey(key: PropertyKey, computed: boolean, scope: Scope): PropertyIr {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return key.value;
  return scope.unit.lower.expression(key as Expression, scope);
}

/** Reads what a target names: for `a.b += 1`, which reads and writes. */
export function readTarget(target: TargetIr, offset: number, scope: Scope): ExpressionIr {
  const place = placeAt(scope, offset);
  if (target.kind === 'binding') return { kind: 'read', binding: target.binding, place };
  if (target.kind === 'member') return { kind: 'member', object: target.object, property: target.property, place };
  return constant(undefined, place);
}
