import type {
  ArgumentIr,
  ClassIr,
  ExpressionIr,
  FunctionIr,
  ModuleIr,
  PropertyIr,
  StatementIr,
  TargetIr,
} from '../../ir/types.ts';

/** Writes a module's IR on one line, for tests: bindings by name, `m:x` for import x of m, `$x` for a global. */
export function printModule(module: ModuleIr): string {
  return block(module.body.body);
}

export function block(statements: readonly StatementIr[]): string {
  return statements.map(statement).join('; ');
}

function statement(node: StatementIr): string {
  switch (node.kind) {
    case 'expression':
      return expression(node.expression);
    case 'assign':
      return `${target(node.target)} = ${expression(node.value)}`;
    case 'return':
    case 'throw':
      return node.value === undefined ? node.kind : `${node.kind} ${expression(node.value)}`;
    case 'if':
      return `if (${expression(node.test)}) {${block(node.then)}}${node.otherwise.length > 0 ? ` else {${block(node.otherwise)}}` : ''}`;
    case 'each':
      return `each ${node.over === 'keys' ? 'key ' : ''}${target(node.target)} of ${expression(node.iterable)} {${block(node.body)}}`;
    case 'loop':
      return `loop ${node.test === undefined ? '' : `(${expression(node.test)}) `}{${block(node.body)}}`;
    case 'try': {
      const handlers = node.handlers.map((handler) => {
        return ` catch ${handler.target === undefined ? '' : `${target(handler.target)} `}{${block(handler.body)}}`;
      });
      const last = node.finalizer.length > 0 ? ` finally {${block(node.finalizer)}}` : '';
      return `try {${block(node.body)}}${handlers.join('')}${last}`;
    }
    case 'block':
      return `{${block(node.body)}}`;
    default:
      return node.kind;
  }
}

export function expression(node: ExpressionIr): string {
  switch (node.kind) {
    case 'constant':
      return node.value === undefined ? 'undefined' : JSON.stringify(node.value);
    case 'regex':
      return `/${node.pattern}/${node.flags}`;
    case 'read':
      return node.binding.name;
    case 'global':
      return `$${node.name}`;
    case 'import':
      return `${node.dynamic === true ? 'dynamic ' : ''}${node.from}:${node.name}`;
    case 'import-computed':
      return `import(${expression(node.from)})`;
    case 'text':
      return `text(${node.parts.map(expression).join(', ')})`;
    case 'member':
      return `${expression(node.object)}${node.optional === true ? '?' : ''}${property(node.property)}`;
    case 'call':
      return `${node.isNew ? 'new ' : ''}${expression(node.callee)}${node.optional === true ? '?.' : ''}(${node.arguments.map(argument).join(', ')})`;
    case 'function':
      return printFunction(node.function);
    case 'class':
      return printClass(node.class);
    case 'object': {
      const fields = node.fields.map((field) =>
        field.kind === 'spread' ? `...${expression(field.value)}` : `${key(field.key)}: ${expression(field.value)}`,
      );
      return `{${fields.join(', ')}}`;
    }
    case 'list':
      return `[${node.items.map(argument).join(', ')}]`;
    case 'binary':
    case 'logical':
      return `(${expression(node.left)} ${node.operator} ${expression(node.right)})`;
    case 'unary':
      return `${node.operator} ${expression(node.operand)}`;
    case 'conditional':
      return `(${expression(node.test)} ? ${expression(node.then)} : ${expression(node.otherwise)})`;
    case 'assign':
      return `(${target(node.target)} = ${expression(node.value)})`;
    case 'await':
      return `await ${expression(node.operand)}`;
    case 'yield':
      return node.operand === undefined ? 'yield' : `yield ${expression(node.operand)}`;
    case 'tagged':
      return `${expression(node.tag)}\`${node.strings.join('|')}\`(${node.values.map(expression).join(', ')})`;
    case 'sequence':
      return `(${node.expressions.map(expression).join(', ')})`;
    case 'opaque':
      return `${node.what}<${node.operands.map(expression).join(', ')}>`;
    default:
      return node.kind;
  }
}

function printFunction(node: FunctionIr): string {
  const parameters = node.parameters.map((parameter) => {
    const rest = parameter.rest === undefined ? '' : '...';
    return `${rest}${target(parameter.target)}${parameter.default === undefined ? '' : ` = ${expression(parameter.default)}`}`;
  });
  const marks = `${node.isAsync ? 'async ' : ''}${node.isGenerator ? '*' : ''}${node.hasThis ? 'function ' : ''}`;
  return `${marks}${node.name}(${parameters.join(', ')}) {${block(node.body)}}`;
}

function printClass(node: ClassIr): string {
  const members = node.members.map((member) => {
    const marks = `${member.isStatic ? 'static ' : ''}${member.kind === 'method' ? '' : `${member.kind} `}`;
    const decorators = member.decorators.map((decorator) => `@${expression(decorator)} `).join('');
    return `${decorators}${marks}${key(member.name)}${member.value === undefined ? '' : ` = ${expression(member.value)}`}`;
  });
  const parent = node.superclass === undefined ? '' : ` extends ${expression(node.superclass)}`;
  return `class ${node.name}${parent} {${members.join('; ')}}`;
}

function argument(node: ArgumentIr): string {
  return node.spread === undefined ? expression(node.value) : `...${expression(node.value)}`;
}

function target(node: TargetIr): string {
  switch (node.kind) {
    case 'binding':
      return node.binding.name;
    case 'member':
      return `${expression(node.object)}${property(node.property)}`;
    case 'fields': {
      const fields = node.fields.map((field) => `${key(field.key)}: ${target(field.target)}${given(field.default)}`);
      return `{${[...fields, ...(node.rest === undefined ? [] : [`...${target(node.rest)}`])].join(', ')}}`;
    }
    default: {
      const items = node.items.map((item) => (item === null ? '' : `${target(item.target)}${given(item.default)}`));
      return `[${[...items, ...(node.rest === undefined ? [] : [`...${target(node.rest)}`])].join(', ')}]`;
    }
  }
}

function given(value: ExpressionIr | undefined): string {
  return value === undefined ? '' : ` = ${expression(value)}`;
}

function property(name: PropertyIr): string {
  return typeof name === 'string' ? `.${name}` : typeof name === 'number' ? `[${name}]` : `[${expression(name)}]`;
}

function key(name: PropertyIr): string {
  return typeof name === 'object' ? `[${expression(name)}]` : String(name);
}
