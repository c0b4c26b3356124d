import type { Class, Decorator, Statement } from 'oxc-parser';
import type { ClassIr, ClassMemberIr, ExpressionIr } from '../ir/types.ts';
import { hoistBlock, hoistVars } from './hoist.ts';
import { innerScope, placeAt, type Scope } from './scope.ts';
import { lowerKey } from './targets.ts';

/** Lowers a class; abstract members and signatures have no code and fall away. */
export function lowerClass(node: Class, scope: Scope, name: string): ClassIr {
  const { lower } = scope.unit;
  const ownName = node.id?.name ?? name;
  const isDecorated = node.decorators?.length > 0 || node.body.body.some(hasDecorators);
  const inner = innerScope(scope, { path: ownName, isDecorated });
  const members: ClassMemberIr[] = [];
  for (const element of node.body.body) {
    const place = placeAt(scope, element.start);
    if (element.type === 'StaticBlock') {
      members.push({
        name: '#static',
        isStatic: true,
        kind: 'field',
        value: runAtOnce(element.body, element, inner),
        decorators: [],
        place,
      });
    } else if (element.type === 'MethodDefinition') {
      if (element.value.body === null) continue;
      const key = lowerKey(element.key, element.computed, inner);
      const label = typeof key === 'object' ? ownName : ownName === '' ? String(key) : `${ownName}.${key}`;
      members.push({
        name: key,
        isStatic: element.static,
        kind: element.kind === 'get' ? 'getter' : element.kind === 'set' ? 'setter' : 'method',
        value: { kind: 'function', function: lower.function(element.value, inner, label), place },
        decorators: lowerDecorators(element.decorators, inner),
        place,
      });
    } else if (element.type === 'PropertyDefinition' || element.type === 'AccessorProperty') {
      const key = lowerKey(element.key, element.computed, inner);
      const label = typeof key === 'object' ? ownName : `${ownName}.${key}`;
      const member = { name: key, isStatic: element.static, kind: 'field' as const, place };
      const decorators = lowerDecorators(element.decorators, inner);
      // `declare x: T` and `x: T` without a value set nothing that anybody reads.
      if (element.value === null) members.push({ ...member, decorators });
      else members.push({ ...member, value: lower.expression(element.value, inner, label), decorators });
    }
  }
  const decorators = lowerDecorators(node.decorators, scope);
  const ir = {
    name: ownName,
    place: placeAt(scope, node.start),
    members,
    ...(decorators.length === 0 ? {} : { decorators }),
  };
  return node.superClass === null ? ir : { ...ir, superclass: lower.expression(node.superClass, inner) };
}

function hasDecorators(element: Class['body']['body'][number]): boolean {
  return 'decorators' in element && element.decorators !== undefined && element.decorators.length > 0;
}

/** A static block: an arrow function that is called where it stands, so that `this` is the class. */
function runAtOnce(
  statements: readonly Statement[],
  node: { readonly start: number; readonly end: number },
  scope: Scope,
): ExpressionIr {
  const inner = innerScope(scope, { isFunction: true });
  hoistVars(statements, inner);
  hoistBlock(statements, inner);
  const place = placeAt(scope, node.start);
  const callee: ExpressionIr = {
    kind: 'function',
    function: {
      name: `${scope.path}.<static>`,
      place,
      endLine: scope.unit.places.lineOf(Math.max(node.start, node.end - 1)),
      parameters: [],
      body: scope.unit.lower.statements(statements, inner),
      isAsync: false,
      isGenerator: false,
      hasThis: false,
    },
    place,
  };
  return { kind: 'call', callee, arguments: [], isNew: false, place };
}

export function lowerDecorators(decorators: readonly Decorator[] | undefined, scope: Scope): ExpressionIr[] {
  return (decorators ?? []).map(({ expression }) => scope.unit.lower.expression(expression, scope));
}
