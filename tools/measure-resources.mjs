// Measures for how many AWS calls on a stack's own resources `bulkhead roles` finds the resource, on applications that are
// there: every template below the folders is read, and the source of CDK applications that were not synthesised, with the
// code of their functions. Nothing is run.
//   node tools/measure-resources.mjs FOLDER … [--verbose]
// A need counts where the stack has resources of its kind: resolved, where it is one of them; open, where the name is not
// known. A name of another stack's resource counts for neither. Names that the event carries are counted apart: no template
// tells them, and the resource may be anybody's.
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { loadAnalysis } from './load-sources.mjs';

const verbose = process.argv.includes('--verbose');
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (folders.length === 0) {
  console.error('Give folders with applications.');
  process.exit(2);
}

const TEMPLATE = /^(?:serverless\.ya?ml|template[\w-]*\.ya?ml|sam[\w-]*\.ya?ml|.*\.template(?:\.json|\.ya?ml)?)$/;
const SKIP = /^(?:node_modules|\.git|\.aws-sam|\.serverless|\.terraform|cdk\.out|dist|build)$/;

const lib = await loadAnalysis(
  'measure-resources',
  `export { loadApp, deployedResources } from '@bulkhead/iac';
export { analyseApp } from '@bulkhead/code';
export { indexResources, makeScope } from '../../iam/src/resources/scope.ts';
export { needsOf } from '../../iam/src/actions/needs-of.ts';
export { resourcesOf } from '../../iam/src/needed/resources-of.ts';
export { readCdkApps } from '../../iam/src/sources/cdk-apps.ts';
export { templateText } from '../../iam/src/resources/template-text.ts';`,
);
const sum = { resolved: 0, open: 0, event: 0, other: 0, functions: 0, templates: 0, unread: 0 };
const reasons = new Map();
const started = performance.now();
for (const folder of folders) {
  for (const template of templatesBelow(folder))
    await measure(relative(folder, template), () => lib.loadApp(template, { params: {}, env: {} }));
  for (const { app } of (await lib.readCdkApps(resolve(folder))).apps) await measure(app.file, () => app);
}
const percent = (whole) => `${((sum.resolved / whole) * 100).toFixed(1)} %`;
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${count}  ${reason}`);
console.log(
  `${sum.templates} templates (${sum.unread} not readable), ${sum.functions} functions with code, ${Math.round(performance.now() - started)} ms`,
);
const own = sum.resolved + sum.open;
console.log(
  `${sum.resolved} of ${own} needs on own resources resolved (${percent(own)}), ${sum.other} on resources of others`,
);
console.log(`${sum.event} more are named by the event: with them ${percent(own + sum.event)}`);

async function measure(name, load) {
  let app;
  let resources;
  let code;
  try {
    app = await load();
    resources = lib.deployedResources(app);
    code = await lib.analyseApp(app);
  } catch (error) {
    sum.unread++;
    if (verbose) console.log(`${name}: ${error.message}`);
    return;
  }
  sum.templates++;
  const own = lib.indexResources(resources);
  for (const fn of app.functions) {
    const functionCode = code.functions.get(fn.id);
    if (functionCode === undefined) continue;
    sum.functions++;
    const scope = lib.makeScope(app, fn, own, functionCode);
    for (const call of functionCode.calls) {
      for (const need of lib.needsOf(call).needs) {
        if (typeof need.on !== 'object') continue;
        const here = need.on.kind.types.some((type) => own.byType.has(type));
        for (const resource of lib.resourcesOf(need, call, scope)) {
          if (resource.own !== undefined) sum.resolved++;
          else if (resource.wide === undefined || !here || isNamed(lib.templateText(resource.arn))) sum.other++;
          else {
            if (resource.wide.startsWith('it comes from the event')) sum.event++;
            else sum.open++;
            reasons.set(resource.wide, (reasons.get(resource.wide) ?? 0) + 1);
            const { file, line } = call.place;
            if (verbose)
              console.log(
                `${name} ${fn.id} ${file}:${line} ${need.action} ${lib.templateText(resource.arn)}: ${resource.wide}`,
              );
          }
        }
      }
    }
  }
}

/** The bucket is named, and none of the stack's; what is wide is the key. */
function isNamed(arn) {
  return /:s3:::[^*/]+\//.test(arn);
}

function* templatesBelow(folder, depth = 0) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile());
  for (const { name } of files) if (TEMPLATE.test(name)) yield join(folder, name);
  if (files.some(({ name }) => name.endsWith('.tf'))) yield folder;
  if (depth > 8) return;
  for (const entry of entries) {
    if (entry.isDirectory() && !SKIP.test(entry.name)) yield* templatesBelow(join(folder, entry.name), depth + 1);
  }
}
