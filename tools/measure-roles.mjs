// Measures the roles that `bulkhead roles` finds against policies that AWS itself verified, on the integration programs of
// awslabs/iam-policy-autopilot. Each folder holds programs in several languages and the source of a CDK stack; it is given to
// `bulkhead roles` as it is. Nothing of it is run.
//   node tools/measure-roles.mjs PATH/integration-tests/projects [run_001 …] [--verbose] [--code-alone] [--external-keys]
// `--code-alone`: only the folder of one language is given: no stack tells which key encrypts a topic.
// Recall: of the actions of minimal_policy.json those that were found; precision: of those found those that are in it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAnalysis } from './load-sources.mjs';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [projects, ...only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (projects === undefined || !existsSync(projects)) {
  console.error('Give the folder of the programs: …/integration-tests/projects');
  process.exit(2);
}

const { readRoles } = await loadAnalysis('measure', "export { readRoles } from '@bulkhead/iam';");
const names = readdirSync(projects).filter(
  (name) => /^run_\d+$/.test(name) && (only.length === 0 || only.includes(name)),
);
for (const language of ['python', 'typescript']) {
  const sum = { wanted: 0, found: 0, both: 0 };
  for (const name of names.sort()) {
    const folder = join(projects, name);
    if (!existsSync(join(folder, language))) continue;
    const alone = flags.includes('--code-alone');
    const options = { externalKeys: flags.includes('--external-keys') };
    const roles = await readRoles(alone ? join(folder, language) : folder, { params: {}, env: {} }, options);
    const own = roles.input.roles.filter(({ fn }) => alone || fn.id.startsWith(`${language}/`));
    const found = new Set(own.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions)));
    const wanted = new Set(policyActions(join(folder, 'minimal_policy.json')));
    const both = [...found].filter((action) => wanted.has(action));
    sum.wanted += wanted.size;
    sum.found += found.size;
    sum.both += both.length;
    const missing = [...wanted].filter((action) => !found.has(action));
    const extra = [...found].filter((action) => !wanted.has(action));
    console.log(`${language} ${name}: ${both.length} of ${wanted.size}, missing [${missing}], extra [${extra}]`);
    if (flags.includes('--verbose')) {
      for (const problem of roles.problems) {
        console.log(`  ${problem.place.file}:${problem.place.line} ${problem.kind}: ${problem.message}`);
      }
    }
  }
  const ratio = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(2));
  console.log(
    `${language}: recall ${ratio(sum.both, sum.wanted)}, precision ${ratio(sum.both, sum.found)} (${sum.wanted} actions)`,
  );
}

function policyActions(file) {
  const list = (value) => (Array.isArray(value) ? value : [value]);
  return list(JSON.parse(readFileSync(file, 'utf8')).Statement).flatMap((statement) => list(statement.Action));
}
