import type { ExpressionIr, StatementIr } from '../ir/types.ts';
import { binary, both, type Context, chain, child, childrenOf, constant, placeOf, read, textOf } from './context.ts';
import { nameExpression } from './expressions.ts';
import { block, expression } from './nested.ts';
import { helperBinding, lookup } from './scope.ts';
import type { SyntaxNode } from './syntax.ts';

/** `match` as a chain of `if`: constants are compared, names are assigned on the way, so that a guard sees them. */
export function matchStatements(context: Context, node: SyntaxNode): StatementIr[] {
  const place = placeOf(context, node);
  const subjects = childrenOf(node, 'subject').map((each) => expression(context, each));
  const [only] = subjects;
  if (!only) return [];
  const value: ExpressionIr =
    subjects.length === 1 ? only : { kind: 'list', items: subjects.map((each) => ({ value: each })), place };
  const helper = helperBinding(context.scope, 'subject', context.file, node.start);
  const subject = value.kind === 'read' ? value : read(helper, place);
  const body = child(node, 'body');
  const clauses = childrenOf(body ?? node, 'alternative').filter((each) => each.type === 'case_clause');
  const chained = chain(
    clauses.map((each) => caseClause(context, each, subject)),
    [],
  );
  if (value.kind === 'read') return chained;
  return [{ kind: 'assign', target: { kind: 'binding', binding: helper }, value, place }, ...chained];
}

function caseClause(context: Context, clause: SyntaxNode, subject: ExpressionIr) {
  const place = placeOf(context, clause);
  const patterns = clause.children.filter((each) => each.type === 'case_pattern');
  const consequence = child(clause, 'consequence');
  const guard = child(clause, 'guard')?.children[0];
  const tests = patterns.map((each, index) => {
    const part = patterns.length === 1 ? subject : item(subject, index, placeOf(context, each));
    return patternTest(context, each, part);
  });
  if (guard) tests.push(expression(context, guard));
  return { test: all(tests, place), body: consequence ? block(context, consequence) : [], place };
}

function all(tests: readonly ExpressionIr[], place: ExpressionIr['place']): ExpressionIr {
  const that = tests.filter((each) => !(each.kind === 'constant' && each.value === true));
  return that.length === 0 ? constant(true, place) : that.reduce((left, right) => both(left, right, place));
}

function item(subject: ExpressionIr, property: string | number, place: ExpressionIr['place']): ExpressionIr {
  return { kind: 'member', object: subject, property, bracket: true, place };
}

/** Whether the subject fits, assigning the pattern's names. */
function patternTest(context: Context, node: SyntaxNode, subject: ExpressionIr): ExpressionIr {
  const place = placeOf(context, node);
  switch (node.type) {
    case 'case_pattern': {
      const inner = node.children.filter((each) => each.type !== '_');
      if (inner.length === 0) return constant(true, place);
      // `-1`: the sign has no node of its own.
      if (inner[0]?.type === 'integer' || inner[0]?.type === 'float')
        return binary('===', subject, constant(Number(textOf(context, node).replaceAll('_', '')), place), place);
      return all(
        inner.map((each) => patternTest(context, each, subject)),
        place,
      );
    }
    case 'dotted_name': {
      if (node.children.length === 1) return capture(context, textOf(context, node), subject, place);
      const [first, ...rest] = textOf(context, node).split('.');
      const value = rest.reduce<ExpressionIr>(
        (object, property) => ({ kind: 'member', object, property, place }),
        nameExpression(context, first ?? '', place),
      );
      return binary('===', subject, value, place);
    }
    case 'identifier':
      return capture(context, textOf(context, node), subject, place);
    case 'union_pattern':
      return node.children
        .filter((each) => each.type !== '_')
        .map((each) => patternTest(context, each, subject))
        .reduce((left, right) => ({ kind: 'logical', operator: '||', left, right, place }), constant(false, place));
    case 'as_pattern': {
      const [inner, ...names] = node.children;
      const name = names.at(-1);
      const test = inner ? patternTest(context, inner, subject) : constant(true, place);
      return name ? all([test, patternTest(context, name, subject)], place) : test;
    }
    case 'dict_pattern':
      return dictPattern(context, node, subject);
    case 'list_pattern':
    case 'tuple_pattern':
      return all(
        node.children.map((each, index) => {
          const rest = each.children.find((inner) => inner.type === 'splat_pattern');
          return patternTest(context, rest ?? each, rest ? subject : item(subject, index, place));
        }),
        place,
      );
    case 'splat_pattern':
      return all(
        node.children.filter((each) => each.type === 'identifier').map((each) => patternTest(context, each, subject)),
        place,
      );
    case 'class_pattern':
      return classPattern(context, node, subject);
    default:
      return binary('===', subject, expression(context, node), place);
  }
}

function dictPattern(context: Context, node: SyntaxNode, subject: ExpressionIr): ExpressionIr {
  const place = placeOf(context, node);
  const keys = childrenOf(node, 'key');
  const values = childrenOf(node, 'value');
  const tests = keys.map((key, index) => {
    const name = expression(context, key);
    const value = values[index];
    const isPlain = name.kind === 'constant' && (typeof name.value === 'string' || typeof name.value === 'number');
    const part: ExpressionIr = isPlain
      ? item(subject, name.value as string | number, place)
      : { kind: 'member', object: subject, property: name, place };
    return value ? patternTest(context, value, part) : part;
  });
  const rest = node.children.filter((each) => each.type === 'splat_pattern');
  return all([...tests, ...rest.map((each) => patternTest(context, each, subject))], place);
}

/** `Point(x=0, y=q)`; `str(name)` gives the whole. */
function classPattern(context: Context, node: SyntaxNode, subject: ExpressionIr): ExpressionIr {
  const place = placeOf(context, node);
  const [type, ...fields] = node.children;
  const name = type ? textOf(context, type) : '';
  const [first = '', ...rest] = name.split('.');
  const value = rest.reduce<ExpressionIr>(
    (object, property) => ({ kind: 'member', object, property, place }),
    nameExpression(context, first, place),
  );
  const tests = fields.map((field) => {
    const keyword = field.children.find((each) => each.type === 'keyword_pattern');
    const key = keyword?.children[0];
    const inner = keyword?.children[1];
    if (!key || !inner) return patternTest(context, field, subject);
    return patternTest(context, inner, { kind: 'member', object: subject, property: textOf(context, key), place });
  });
  const isType: ExpressionIr = {
    kind: 'call',
    callee: { kind: 'global', name: 'isinstance', place },
    arguments: [{ value: subject }, { value }],
    isNew: false,
    place,
  };
  return all([isType, ...tests], place);
}

function capture(context: Context, name: string, subject: ExpressionIr, place: ExpressionIr['place']): ExpressionIr {
  const binding = name === '_' ? undefined : lookup(context.scope, name);
  if (!binding) return constant(true, place);
  const assign: ExpressionIr = { kind: 'assign', target: { kind: 'binding', binding }, value: subject, place };
  return { kind: 'sequence', expressions: [assign, constant(true, place)], place };
}
