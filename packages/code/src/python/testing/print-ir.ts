import type { ArgumentIr, ExpressionIr, FunctionIr, PropertyIr, StatementIr, TargetIr } from '../../ir/types.ts';

/** The common language as short text, so that a test's table shows program and result on two lines. */
export function printStatements(statements: readonly StatementIr[]): string {
  return statements.map(printStatement).join('; ');
}

function printStatement(node: StatementIr): string {
  switch (node.kind) {
    case 'expression':
      return printExpression(node.expression);
    case 'assign':
      return `${printTarget(node.target)} = ${printExpression(node.value)}`;
    case 'return':
    case 'throw':
      return node.value ? `${node.kind} ${printExpression(node.value)}` : node.kind;
    case 'if': {
      const otherwise = node.otherwise.length === 0 ? '' : ` else ${body(node.otherwise)}`;
      return `if ${printExpression(node.test)} ${body(node.then)}${otherwise}`;
    }
    case 'each':
      return `for ${printTarget(node.target)} of ${printExpression(node.iterable)} ${body(node.body)}`;
    case 'loop':
      return `while ${node.test ? printExpression(node.test) : ''} ${body(node.body)}`;
    case 'try': {
      const handlers = node.handlers.map(
        (each) =>
          ` catch [${each.types.join(', ')}]${each.target ? ` as ${printTarget(each.target)}` : ''} ${body(each.body)}`,
      );
      return `try ${body(node.body)}${handlers.join('')}${node.finalizer.length ? ` finally ${body(node.finalizer)}` : ''}`;
    }
    case 'block':
      return body(node.body);
    default:
      return node.kind;
  }
}

function body(statements: readonly StatementIr[]): string {
  return statements.length === 0 ? '{}' : `{ ${printStatements(statements)} }`;
}

export function printExpression(node: ExpressionIr): string {
  switch (node.kind) {
    case 'constant':
      return node.value === undefined ? 'undefined' : JSON.stringify(node.value);
    case 'read':
      return node.binding.name;
    case 'global':
      return `$${node.name}`;
    case 'import':
      return `import(${node.from}:${node.name})`;
    case 'import-computed':
      return `import(${printExpression(node.from)})`;
    case 'text':
      return `\`${node.parts.map((part) => (part.kind === 'constant' ? String(part.value) : `{${printExpression(part)}}`)).join('')}\``;
    case 'member':
      return `${printExpression(node.object)}${node.bracket ? `[${property(node.property, true)}]` : `.${property(node.property, false)}`}`;
    case 'call':
      return `${node.decorates ? '@' : ''}${printExpression(node.callee)}(${node.arguments.map(printArgument).join(', ')})`;
    case 'function':
      return printFunction(node.function);
    case 'class': {
      const members = node.class.members.map((each) => {
        const decorators = each.decorators.map((decorator) => `@${printExpression(decorator)} `).join('');
        const value = each.value ? ` ${printExpression(each.value)}` : '';
        return `${decorators}${each.isStatic ? 'static ' : ''}${each.kind} ${property(each.name, false)}${value}`;
      });
      const base = node.class.superclass ? ` (${printExpression(node.class.superclass)})` : '';
      return `class ${node.class.name}${base} { ${members.join('; ')} }`;
    }
    case 'object':
      return `{${node.fields.map((field) => (field.kind === 'spread' ? `...${printExpression(field.value)}` : `${property(field.key, true)}: ${printExpression(field.value)}`)).join(', ')}}`;
    case 'list':
      return `[${node.items.map(printArgument).join(', ')}]`;
    case 'binary':
    case 'logical':
      return `(${printExpression(node.left)} ${node.operator} ${printExpression(node.right)})`;
    case 'unary':
      return `${node.operator}(${printExpression(node.operand)})`;
    case 'conditional':
      return `(${[node.test, node.then, node.otherwise].map(printExpression).join(' ? ')})`;
    case 'assign':
      return `(${printTarget(node.target)} = ${printExpression(node.value)})`;
    case 'await':
    case 'yield':
      return node.operand ? `${node.kind} ${printExpression(node.operand)}` : node.kind;
    case 'comprehension': {
      const clauses = node.clauses.map((each) =>
        each.kind === 'if'
          ? ` if ${printExpression(each.test)}`
          : ` for ${printTarget(each.target)} of ${printExpression(each.iterable)}`,
      );
      return `<${node.key ? `${printExpression(node.key)}: ` : ''}${printExpression(node.element)}${clauses.join('')}>`;
    }
    case 'sequence':
      return `(${node.expressions.map(printExpression).join(', ')})`;
    case 'opaque':
      return `?${node.what}(${node.operands.map(printExpression).join(', ')})`;
    default:
      return node.kind;
  }
}

function printFunction(node: FunctionIr): string {
  const parameters = node.parameters.map((each) => {
    const rest = each.rest === 'list' ? '*' : each.rest === 'fields' ? '**' : '';
    return `${rest}${printTarget(each.target)}${each.default ? `=${printExpression(each.default)}` : ''}`;
  });
  const marks = `${node.isAsync ? 'async ' : ''}${node.isGenerator ? 'generator ' : ''}`;
  return `${marks}fn(${parameters.join(', ')}) ${body(node.body)}`;
}

function printArgument(node: ArgumentIr): string {
  const spread = node.spread === 'list' ? '*' : node.spread === 'fields' ? '**' : '';
  return `${node.name ? `${node.name}=` : ''}${spread}${printExpression(node.value)}`;
}

function printTarget(node: TargetIr): string {
  switch (node.kind) {
    case 'binding':
      return node.binding.name;
    case 'member':
      return `${printExpression(node.object)}.${property(node.property, false)}`;
    case 'items': {
      const items = node.items.map((item) => (item ? printTarget(item.target) : '-'));
      return `[${[...items, ...(node.rest ? [`*${printTarget(node.rest)}`] : [])].join(', ')}]`;
    }
    case 'fields':
      return '{…}';
  }
}

function property(node: PropertyIr, quoted: boolean): string {
  if (typeof node === 'object') return `(${printExpression(node)})`;
  return quoted ? JSON.stringify(node) : String(node);
}
