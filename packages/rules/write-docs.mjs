// Writes docs/rules/ from the rule files: `node packages/rules/write-docs.mjs [--check]`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ruleFiles } from './build-registry.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(here, 'src');
const TARGET = join(here, '../../docs/rules');

const NEEDS = {
  template: 'the template',
  code: 'the code',
  both: 'the template and the code together',
  account: 'a live account',
};

/** The page of one rule. */
export function rulePage(rule, area) {
  const off = rule.defaultState === 'off' ? ' It is off unless it is switched on.' : '';
  return `# ${rule.id}

**${rule.title}.** Severity ${rule.severity}, ${rule.risk}, reads ${NEEDS[rule.needs]}.${off}

${rule.rationale}

## Fix

${rule.fix}

## Reported

${rule.fixtures.fails.map(example).join('\n')}
## Not reported

${rule.fixtures.passes.map(example).join('\n')}
## References

${rule.references.map((text) => `- ${text}`).join('\n')}
${rule.peers.length > 0 ? `\nIn other tools: ${rule.peers.join(', ')}.\n` : ''}
Source: \`packages/rules/src/${area}/${rule.id}.ts\`
`;
}

function example({ title, files }) {
  const blocks = Object.entries(files).map(([name, text]) => {
    const language = name.endsWith('.py') ? 'python' : name.endsWith('.mjs') ? 'js' : 'yaml';
    return `\`${name}\`\n\n\`\`\`${language}\n${hidden(text).trimEnd()}\n\`\`\`\n`;
  });
  return `${title}:\n\n${blocks.join('\n')}`;
}

/** A page that holds something like a key sets off every scanner that reads it. */
function hidden(text) {
  return text.replaceAll(/AKIA[A-Z2-7]{16}/g, 'AKIA…');
}

/** The list of all rules, by area. */
export function indexPage(rows) {
  const areas = [...new Set(rows.map(({ area }) => area))].sort();
  const tables = areas.map((area) => {
    const lines = rows
      .filter((row) => row.area === area)
      .map(
        ({ rule }) =>
          `| [${rule.id}](${rule.id}.md) | ${rule.severity}${rule.defaultState === 'off' ? ', off' : ''} | ${NEEDS[rule.needs]} | ${rule.title} |`,
      );
    return `## ${area}\n\n| rule | severity | reads | what is wrong |\n|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `# Rules of bulkhead scan

${rows.length} rules, written from their files in \`packages/rules/src\`. \`bulkhead explain RULE\` shows the same. Severities are those of the rule; what is exposed and to whom moves single findings up or down.

${tables.join('\n')}`;
}

/** All pages by file name. */
export async function pages(source = SOURCE) {
  const files = ruleFiles(source);
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-rules-'));
  try {
    const outfile = join(folder, 'rules.mjs');
    const contents = files.map((file, i) => `export { rule as r${i} } from './${file}.ts';`).join('\n');
    await build({
      stdin: { contents, resolveDir: source, loader: 'ts' },
      outfile,
      bundle: true,
      // A copy of the folder, in a test, finds the packages too.
      nodePaths: [join(here, '../../node_modules')],
      platform: 'node',
      format: 'esm',
      conditions: ['bulkhead-source'],
      logLevel: 'error',
    });
    const loaded = await import(pathToFileURL(outfile).href);
    const rows = files.map((file, i) => ({ area: file.slice(0, file.indexOf('/')), rule: loaded[`r${i}`] }));
    return new Map([
      ['README.md', indexPage(rows)],
      ...rows.map(({ area, rule }) => [`${rule.id}.md`, rulePage(rule, area)]),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What differs between the pages that should be there and a folder. */
export function differences(wanted, folder) {
  const there = new Set(readdirSync(folder));
  const wrong = [...wanted]
    .filter(([name, text]) => !there.has(name) || readFileSync(join(folder, name), 'utf8') !== text)
    .map(([name]) => name);
  return [...wrong, ...[...there].filter((name) => !wanted.has(name))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = await pages();
  if (process.argv.includes('--check')) {
    const wrong = differences(wanted, TARGET);
    if (wrong.length > 0) {
      process.stderr.write(
        `docs/rules is not what the rules say (${wrong.slice(0, 5).join(', ')}): node packages/rules/write-docs.mjs\n`,
      );
      process.exitCode = 1;
    }
  } else {
    rmSync(TARGET, { recursive: true, force: true });
    mkdirSync(TARGET, { recursive: true });
    for (const [name, text] of wanted) writeFileSync(join(TARGET, name), text);
  }
}
