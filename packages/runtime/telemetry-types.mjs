import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const here = import.meta.dirname;
/** Exports all that the others do, each from where it is declared. */
const LEAN = join(here, 'src/telemetry/lean.ts');
/** Where types come from that are imported from our own packages. */
const PACKAGES = { '@bulkhead/core': join(here, '../core/src/correlation.ts') };

/**
 * The types of `@bulkhead/runtime/telemetry` in one file that imports nothing: what its entry exports, and what that refers to,
 * each declaration taken from the source that has it.
 * @param {string} entry the entry, seen from this folder
 * @returns {string}
 */
export function telemetryTypes(entry) {
  const files = new Map();
  const texts = new Map();
  const exported = new Set();

  function fileOf(path) {
    let file = files.get(path);
    if (file) return file;
    const { outputText } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
      compilerOptions: { strict: true, allowImportingTsExtensions: true },
      fileName: path,
    });
    const source = ts.createSourceFile(path, outputText, ts.ScriptTarget.ESNext, true);
    file = { path, source, declarations: new Map(), imports: new Map() };
    files.set(path, file);
    for (const statement of source.statements) {
      const from = statement.moduleSpecifier?.text;
      if (from !== undefined) {
        const target = PACKAGES[from] ?? join(dirname(path), from);
        const { elements = [] } = statement.importClause?.namedBindings ?? statement.exportClause ?? {};
        for (const { name, propertyName } of elements)
          file.imports.set(name.text, [target, (propertyName ?? name).text]);
      } else if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) file.declarations.set(name.text, [statement]);
      } else if (statement.name) {
        const { text: name } = statement.name;
        file.declarations.set(name, [...(file.declarations.get(name) ?? []), statement]);
      }
    }
    return file;
  }

  function take(path, name) {
    const file = fileOf(path);
    const declaration = file.declarations.get(name);
    if (!declaration) {
      const imported = file.imports.get(name);
      if (imported) take(...imported);
      return imported !== undefined;
    }
    const known = texts.get(name);
    if (known) {
      if (known.path !== path)
        throw new Error(`${name} is declared in ${relative(here, known.path)} and ${relative(here, path)}`);
      return true;
    }
    texts.set(name, { path, text: '' });
    const visit = (node) => {
      if (ts.isIdentifier(node) && (file.declarations.has(node.text) || file.imports.has(node.text)))
        take(path, node.text);
      ts.forEachChild(node, visit);
    };
    for (const each of declaration) ts.forEachChild(each, visit);
    // A function may be declared several times, once for each way to call it.
    texts.set(name, { path, text: declaration.map((each) => each.getFullText().trim()).join('\n') });
    return true;
  }

  const { imports, declarations } = fileOf(join(here, entry));
  for (const name of fileOf(LEAN).imports.keys()) {
    if (!imports.has(name) && !declarations.has(name)) continue;
    if (!take(LEAN, name)) throw new Error(`no declaration of ${name}`);
    exported.add(name);
  }
  const parts = [...texts].map(([name, { text }]) => {
    const bare = text.replace(/^(export )(?=declare|interface|type)/gm, '').replace(/^(?=(?:interface|type) )/m, '');
    return exported.has(name) ? bare.replace(/^(?=(?:declare|interface|type) )/gm, 'export ') : bare;
  });
  // Without an export of nothing, all declarations of a file would be exported.
  return `${parts.join('\n\n')}\n\nexport {};\n`;
}
