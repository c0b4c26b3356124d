import { parseSync, Visitor } from 'oxc-parser';

/**
 * What CommonJS has no word for: `bulkheadUrl` stands where the source says `import.meta.url`. A script that V8 had kept
 * compiled could not import, in Node.js 20; `require` takes ES modules since 20.19.
 */
const HEAD =
  "'use strict'; const bulkheadUrl = require('node:url').pathToFileURL(__filename).href, bulkheadImport = async (name) => require(name), bulkheadLater = (name) => new Proxy({}, { get: (_, key) => require(name)[key] });";

/**
 * An ES module of several that esbuild has written, as CommonJS, which V8 can keep compiled. A name of another part is read
 * once, when the part begins: esbuild's parts import each other in no circle, and none exports what it assigns later.
 * @param {string} text
 * @returns {string}
 * @example commonJsPart('import { a } from "./part-A.mjs";\nexport { a as b };') // … exports.b = a;
 */
export function commonJsPart(text) {
  const { program, module } = parseSync('part.mjs', text);
  const exported = new Set();
  const imports = [];
  const edits = [];
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      imports.push(`${asConst(node)};`);
      edits.push({ ...node, by: '' });
    } else if (node.type === 'ExportNamedDeclaration' && !node.declaration && !node.source) {
      for (const { local } of node.specifiers) exported.add(local.name);
      const names = node.specifiers.map((one) => `exports.${one.exported.name} = ${one.local.name};`);
      edits.push({ ...node, by: names.join('\n') });
    } else if (node.type === 'ExportDefaultDeclaration') {
      edits.push({ start: node.start, end: node.declaration.start, by: 'exports.default = ' });
    } else if (node.type.startsWith('Export')) throw new Error(`${node.type} of a part is not foreseen`);
  }
  const refuse = ({ name }) => {
    if (exported.has(name)) throw new Error(`${name} is exported and assigned to`);
  };
  new Visitor({
    AssignmentExpression: ({ left }) => refuse(left),
    UpdateExpression: ({ argument }) => refuse(argument),
  }).visit(program);
  for (const { start, end, moduleRequest } of module.dynamicImports) {
    const name = /^"([^"]+)"$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (name === undefined) throw new Error(`${text.slice(start, end)} of a part is not foreseen`);
    edits.push({ start, end, by: `bulkheadImport(${JSON.stringify(fileOf(name))})` });
  }
  let rest = text;
  for (const { start, end, by } of edits.sort((a, b) => b.start - a.start)) {
    rest = rest.slice(0, start) + by + rest.slice(end);
  }
  // Imports stand above everything, as they do in effect. What esbuild leaves beyond ASCII stands in comments.
  const whole = `${HEAD} ${imports.join(' ')}\n${rest}`;
  return whole
    .replace(/(\bvar \w+ = )__require\("node:child_process"\)/g, '$1bulkheadLater("node:child_process")')
    .replace(/[^\0-\x7f]/g, escaped);
}

/** Loading it takes 5 ms, and hardly a run starts a program. Functions that have no second form for promises. */
const LATE = 'node:child_process';
const LATE_NAMES = new Set(['spawn', 'spawnSync', 'execSync', 'execFileSync']);

function asConst({ source, specifiers }) {
  if (source.value === LATE && specifiers.every(({ imported }) => LATE_NAMES.has(imported?.name))) {
    const later = ({ imported, local }) =>
      `${local.name} = (...given) => require("${LATE}").${imported.name}(...given)`;
    return `const ${specifiers.map(later).join(', ')}`;
  }
  const required = `require(${JSON.stringify(fileOf(source.value))})`;
  if (specifiers.length === 0) return required;
  const [first] = specifiers;
  if (specifiers.length === 1 && first.type === 'ImportDefaultSpecifier' && source.value.startsWith('node:'))
    return `const ${first.local.name} = ${required}`;
  const names = specifiers.map((one) => {
    if (one.type !== 'ImportSpecifier') throw new Error(`${one.type} of ${source.value} is not foreseen`);
    return `${one.imported.name}: ${one.local.name}`;
  });
  return `const { ${names.join(', ')} } = ${required}`;
}

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isPart(name) {
  return /^\.\/part-\w+\.mjs$/.test(name);
}

function fileOf(name) {
  return isPart(name) ? name.replace(/\.mjs$/, '.cjs') : name;
}
