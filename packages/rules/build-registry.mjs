// Writes src/registry.ts from the folders of src: `node packages/rules/build-registry.mjs [--check]`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NO_RULES = new Set(['helpers']);

/** Rule files below a folder as `area/id`, sorted by id. */
export function ruleFiles(source) {
  return readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_RULES.has(entry.name))
    .flatMap((area) =>
      readdirSync(join(source, area.name))
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .map((name) => `${area.name}/${name.slice(0, -3)}`),
    )
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** @param {string} file `area/id` */
export function idOf(file) {
  return file.slice(file.indexOf('/') + 1);
}

/** The registry's text for these files. */
export function registryText(files) {
  const name = (file) => idOf(file).replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const imports = files.map((file) => [file, `import { rule as ${name(file)} } from './${file}.ts';`]);
  // In the order in which the formatter would put them.
  imports.sort(([a], [b]) => (a < b ? -1 : 1));
  return `// Written by build-registry.mjs from the folders beside this file.
${imports.map(([, line]) => line).join('\n')}
import type { Rule } from './rule.ts';

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
${files.map((file) => `  ${name(file)},`).join('\n')}
];
`;
}

/** The formatter orders the imports in its own way. */
function sorted(text) {
  return text.split('\n').sort().join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = join(dirname(fileURLToPath(import.meta.url)), 'src');
  const target = join(source, 'registry.ts');
  const text = registryText(ruleFiles(source));
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (sorted(readFileSync(target, 'utf8')) !== sorted(text)) {
    process.stderr.write(
      'packages/rules/src/registry.ts does not name the rules of the folder: node packages/rules/build-registry.mjs\n',
    );
    process.exitCode = 1;
  }
}
