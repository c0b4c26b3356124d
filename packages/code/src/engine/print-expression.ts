import type { ExpressionIr, PropertyIr } from '../ir/types.ts';

const LONGEST = 200;

/** A condition as text on one line, for a person; cut to 200 characters. */
export function printExpression(expression: ExpressionIr): string {
  const text = print(expression, 6);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function print(expression: ExpressionIr, depth: number): string {
  if (depth === 0) return '…';
  const sub = (inner: ExpressionIr): string => print(inner, depth - 1);
  switch (expression.kind) {
    case 'constant':
      return typeof expression.value === 'string' ? JSON.stringify(expression.value) : String(expression.value);
    case 'regex':
      return `/${expression.pattern}/${expression.flags}`;
    case 'read':
      return expression.binding.name;
    case 'global':
      return expression.name;
    case 'import':
      return expression.name === '*' || expression.name === 'default' ? expression.from : expression.name;
    case 'this':
    case 'super':
      return expression.kind;
    case 'text':
      return expression.parts.map(sub).join(' + ');
    case 'member':
      return `${sub(expression.object)}${printProperty(expression.property, depth)}`;
    case 'call':
      return `${expression.isNew ? 'new ' : ''}${sub(expression.callee)}(${expression.arguments.map((a) => sub(a.value)).join(', ')})`;
    case 'binary':
    case 'logical':
      return `${sub(expression.left)} ${expression.operator} ${sub(expression.right)}`;
    case 'unary':
      return `${expression.operator}${/[a-z]$/.test(expression.operator) ? ' ' : ''}${sub(expression.operand)}`;
    case 'conditional':
      return `${sub(expression.test)} ? ${sub(expression.then)} : ${sub(expression.otherwise)}`;
    case 'await':
      return sub(expression.operand);
    case 'list':
      return `[${expression.items.map((item) => sub(item.value)).join(', ')}]`;
    case 'object':
      return '{…}';
    case 'function':
      return `${expression.function.name}(…)`;
    default:
      return '…';
  }
}

function printProperty(property: PropertyIr, depth: number): string {
  if (typeof property === 'string') return `.${property}`;
  if (typeof property === 'number') return `[${property}]`;
  return `[${print(property, depth - 1)}]`;
}
