import type { Expression } from 'oxc-parser';
import type { ExpressionIr, StatementIr } from '../ir/types.ts';
import { placeAt, type Scope } from './scope.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;

/** Helpers of TypeScript, Babel and esbuild that hand a module on as it is, whatever its kind. */
const MODULE_HELPERS = new Set([
  '__importDefault',
  '__importStar',
  '__toESM',
  '__toCommonJS',
  '_interopRequireDefault',
  '_interopRequireWildcard',
  '__esModuleInterop',
]);

/** esbuild's keeper of function names. */
const VALUE_HELPERS = new Set(['__name']);

/**
 * Calls of what compilers write into their output, said plainly: the engine would have to run the helpers' own code
 * otherwise, which copies properties one by one under computed names.
 * @returns `undefined` for any other call
 */
export function lowerHelperCall(name: string, node: Call, scope: Scope): ExpressionIr | undefined {
  if (!name.startsWith('_')) return undefined;
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  const first = node.arguments[0];
  if (first === undefined || first.type === 'SpreadElement') return undefined;
  if (MODULE_HELPERS.has(name) || VALUE_HELPERS.has(name)) return lower.expression(first, scope);
  if (name === '__export') return lowerExports(node, scope);
  if (name === '__exportStar') return lowerExportStar(node, scope);
  if (name === '__commonJS' || name === '__esm') return lowerWrapped(first, scope, name);
  if (name === '__awaiter') {
    // __awaiter(this, void 0, void 0, function* () {…}): an async function that runs at once.
    const body = node.arguments[3];
    if (body?.type !== 'FunctionExpression') return undefined;
    const { function: generator, ...rest } = {
      kind: 'function' as const,
      function: lower.function(body, scope, ''),
      place,
    };
    const function_ = { ...generator, isGenerator: false, isAsync: true, hasThis: false };
    return { kind: 'call', callee: { ...rest, function: function_ }, arguments: [], isNew: false, place };
  }
  return undefined;
}

/**
 * esbuild: `__export(target, { handler: () => handler })`, read as `target.handler = handler` at the module's end: the
 * exports are set long before the variables have their values.
 */
function lowerExports(node: Call, scope: Scope): ExpressionIr | undefined {
  const [target, table] = node.arguments;
  if (target === undefined || target.type === 'SpreadElement' || table?.type !== 'ObjectExpression') return undefined;
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  const object = lower.expression(target, scope);
  const expressions: ExpressionIr[] = [];
  for (const property of table.properties) {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') continue;
    const { value } = property;
    if (value.type !== 'ArrowFunctionExpression' || value.body.type === 'BlockStatement') continue;
    const set = setMember(object, property.key.name, lower.expression(value.body, scope));
    if (scope.isModuleLevel) scope.unit.trailing.push({ kind: 'expression', expression: set });
    else expressions.push(set);
  }
  return { kind: 'sequence', expressions: [...expressions, object], place };
}

/** TypeScript: `__exportStar(require('./other'), exports)`, `export *` once it is CommonJS: `Object.assign(exports, require('./other'))`. */
function lowerExportStar(node: Call, scope: Scope): ExpressionIr | undefined {
  const [from, to] = node.arguments;
  if (from === undefined || from.type === 'SpreadElement' || to === undefined || to.type === 'SpreadElement') return;
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  const object: ExpressionIr = { kind: 'global', name: 'Object', place };
  return {
    kind: 'call',
    callee: { kind: 'member', object, property: 'assign', place },
    arguments: [{ value: lower.expression(to, scope) }, { value: lower.expression(from, scope) }],
    isNew: false,
    place,
  };
}

/**
 * `Object.defineProperty(exports, 'name', { get: function () { return other.name } })`, as TypeScript writes re-exports:
 * read as an assignment of what the getter gives.
 */
export function lowerDefineProperty(node: Call, scope: Scope): ExpressionIr | undefined {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'Object')
    return;
  if (callee.property.type !== 'Identifier' || callee.property.name !== 'defineProperty') return undefined;
  const [target, name, descriptor] = node.arguments;
  if (target === undefined || target.type === 'SpreadElement' || descriptor?.type !== 'ObjectExpression')
    return undefined;
  if (name?.type !== 'Literal' || typeof name.value !== 'string') return undefined;
  const { lower } = scope.unit;
  const place = placeAt(scope, node.start);
  for (const property of descriptor.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
    const value = lower.expression(property.value, scope, name.value);
    const object = lower.expression(target, scope);
    if (property.key.name === 'value') return setMember(object, name.value, value);
    if (property.key.name !== 'get') continue;
    return setMember(object, name.value, { kind: 'call', callee: value, arguments: [], isNew: false, place });
  }
  return undefined;
}

function setMember(object: ExpressionIr, property: string, value: ExpressionIr): ExpressionIr {
  return {
    kind: 'assign',
    target: { kind: 'member', object, property, place: value.place },
    value,
    place: value.place,
  };
}

/**
 * esbuild: `__commonJS({ 'file'(exports, module) {…} })`, a module that is run when it is first required: read as a function
 * that runs it and gives its `module.exports`.
 */
function lowerWrapped(table: Expression, scope: Scope, helper: string): ExpressionIr | undefined {
  // Minified: the function alone.
  const [property] = table.type === 'ObjectExpression' ? table.properties : [];
  const wrapped = property?.type === 'Property' ? property.value : table;
  if (wrapped.type !== 'FunctionExpression' && wrapped.type !== 'ArrowFunctionExpression') return undefined;
  const { lower } = scope.unit;
  const place = placeAt(scope, wrapped.start);
  const inner = lower.function(wrapped, scope, '');
  const callee: ExpressionIr = { kind: 'function', function: inner, place };
  if (helper === '__esm') return callee;
  const exports = { name: 'exports', place, isModuleLevel: false };
  const module = { name: 'module', place, isModuleLevel: false };
  const read = (binding: typeof exports): ExpressionIr => ({ kind: 'read', binding, place });
  const body: StatementIr[] = [
    {
      kind: 'assign',
      target: { kind: 'binding', binding: exports },
      value: { kind: 'object', fields: [], place },
      place,
    },
    {
      kind: 'assign',
      target: { kind: 'binding', binding: module },
      value: { kind: 'object', fields: [{ kind: 'field', key: 'exports', value: read(exports) }], place },
      place,
    },
    {
      kind: 'expression',
      expression: {
        kind: 'call',
        callee,
        arguments: [{ value: read(exports) }, { value: read(module) }],
        isNew: false,
        place,
      },
    },
    { kind: 'return', value: { kind: 'member', object: read(module), property: 'exports', place }, place },
  ];
  return {
    kind: 'function',
    function: {
      name: '',
      place,
      endLine: inner.endLine,
      parameters: [],
      body,
      isAsync: false,
      isGenerator: false,
      hasThis: false,
    },
    place,
  };
}
