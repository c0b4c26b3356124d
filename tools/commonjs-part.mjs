import { parseSync } from 'oxc-parser';

/**
 * What CommonJS has no word for: `bulkheadUrl` stands where the source says `import.meta.url`. A script that V8 had kept
 * compiled could not import, in Node.js 20; `require` takes ES modules since 20.19.
 */
const HEAD =
  "'use strict'; const bulkheadUrl = require('node:url').pathToFileURL(__filename).href, bulkheadImport = async (name) => require(name);";

/**
 * An ES module of several that esbuild has written, as CommonJS, which V8 can keep compiled. A name of another part is read
 * once, when the part begins: esbuild's parts import each other in no circle, and none exports what it assigns later.
 * @param {string} text
 * @returns {string}
 * @example commonJsPart('import { a } from "./part-A.mjs";\nexport { a as b };') // … exports.b = a;
 */
export function commonJsPart(text) {
  const { program, module } = parseSync('part.mjs', text);
  const imports = [];
  const edits = [];
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      imports.push(`${asConst(node)};`);
      edits.push({ ...node, by: '' });
    } else if (node.type === 'ExportNamedDeclaration' && !node.declaration && !node.source) {
      const names = node.specifiers.map(({ local, exported }) => `exports.${exported.name} = ${local.name};`);
      edits.push({ ...node, by: names.join('\n') });
    } else if (node.type === 'ExportDefaultDeclaration') {
      edits.push({ start: node.start, end: node.declaration.start, by: 'exports.default = ' });
    } else if (node.type.startsWith('Export')) throw new Error(`${node.type} of a part is not foreseen`);
  }
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
  return `${HEAD} ${imports.join(' ')}\n${rest}`.replace(/[^\0-\x7f]/g, escaped);
}

function asConst({ source, specifiers }) {
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
