// Compares what the scan finds on a raw template with what it finds on the CloudFormation that its framework makes of it,
// finding by finding (rule and resource). Nothing of the projects is run.
//   node tools/measure-packaged.mjs FOLDER … [--verbose] [--rule ID] [--all]
// Rules that are on by default take part; --all: the others too.
// A FOLDER holds projects, each in a folder of its own, with a raw template and what became of it:
//   serverless.yml             out/cloudformation-template-update-stack.json   (serverless package --package out)
//   raw.yaml, .yml or .json    expanded.json                                   (aws-sam-translator, code left where it was)
// The packaged template's code is an archive: a copy in which functions have the project's folder as code is written beside
// it (packaged-with-code.json), so that rules that read code see the same code twice.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAnalysis } from './load-sources.mjs';

const verbose = process.argv.includes('--verbose');
const ruleAt = process.argv.indexOf('--rule');
const everyRule = process.argv.includes('--all');
const only = ruleAt > 0 ? process.argv[ruleAt + 1] : undefined;
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--') && argument !== only);
const projects = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const pairs = projects.map(pairOf).filter((pair) => pair !== undefined);
if (pairs.length === 0) {
  console.log('skipped: no folder with a raw and a packaged template; see the head of this file');
  process.exit(0);
}

const { loadApp, postureModel, RULES, functionLogicalId } = await loadAnalysis(
  'measure-packaged',
  `export { loadApp, functionLogicalId } from '@bulkhead/iac';
export { RULES } from '@bulkhead/rules';
export { postureModel } from '../../posture/src/model.ts';`,
);
const sum = { both: 0, raw: 0, packaged: 0, projects: 0, unread: 0 };
const byRule = new Map();
for (const pair of pairs) await compare(pair);
const differing = [...byRule].sort(([, a], [, b]) => b.raw + b.packaged - (a.raw + a.packaged));
console.log('only raw  only packaged  rule');
for (const [rule, { raw, packaged }] of differing) {
  console.log(`${String(raw).padStart(8)}  ${String(packaged).padStart(13)}  ${rule}`);
}
const all = sum.both + sum.raw + sum.packaged;
console.log(`${sum.projects} projects (${sum.unread} not readable as one of the two)`);
console.log(
  `${sum.both} of ${all} findings are the same (${((sum.both / all) * 100).toFixed(1)} %); ${sum.raw} on the raw template only, ${sum.packaged} on the packaged one only`,
);

function pairOf(folder) {
  const packaged = join(folder, 'out/cloudformation-template-update-stack.json');
  const service = join(folder, 'serverless.yml');
  if (existsSync(packaged) && existsSync(service)) return { raw: service, packaged: withCode(packaged, folder) };
  const expanded = join(folder, 'expanded.json');
  const raw = ['raw.yaml', 'raw.yml', 'raw.json', 'raw.template']
    .map((name) => join(folder, name))
    .find((name) => existsSync(name));
  return raw !== undefined && existsSync(expanded) ? { raw, packaged: expanded } : undefined;
}

function withCode(file, folder) {
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function' && Properties.Code?.S3Key !== undefined) Properties.Code = '.';
  }
  const to = join(folder, 'packaged-with-code.json');
  writeFileSync(to, JSON.stringify(template, undefined, 1));
  return to;
}

async function compare({ raw, packaged }) {
  let found;
  try {
    found = [await findings(raw), await findings(packaged)];
  } catch (error) {
    sum.unread++;
    if (verbose) console.log(`${raw}: ${error.message}`);
    return;
  }
  sum.projects++;
  const [ours, theirs] = found;
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(key) ?? [], theirs.get(key) ?? []];
    const both = Math.min(a.length, b.length);
    sum.both += both;
    if (a.length === b.length) continue;
    const [rule] = key.split(' ');
    const row = byRule.get(rule) ?? { raw: 0, packaged: 0 };
    byRule.set(rule, row);
    row.raw += a.length - both;
    row.packaged += b.length - both;
    sum.raw += a.length - both;
    sum.packaged += b.length - both;
    if (verbose) {
      for (const text of a.slice(both)) console.log(`raw only       ${raw}: ${key}: ${text}`);
      for (const text of b.slice(both)) console.log(`packaged only  ${raw}: ${key}: ${text}`);
    }
  }
}

async function findings(template) {
  const app = await loadApp(template, { params: {}, env: {} });
  const model = await postureModel(app, { now: Date.UTC(2026, 10, 21) });
  const ids = new Map(app.functions.map((fn) => [fn.id, fn.logicalId ?? idOf(app, fn)]));
  const found = new Map();
  for (const rule of RULES) {
    if (only === undefined ? !everyRule && rule.defaultState === 'off' : rule.id !== only) continue;
    for (const { verdict = 'fail', subject, message } of rule.check(model)) {
      if (verdict !== 'fail') continue;
      // What is said of the whole application is said of its template.
      const who = subject === app.file ? '' : stable(ids.get(subject) ?? subject);
      const key = `${rule.id} ${who}`;
      found.set(key, [...(found.get(key) ?? []), message]);
    }
  }
  return found;
}

function idOf(app, fn) {
  return app.framework === 'serverless' ? functionLogicalId(fn.id) : fn.id;
}

/** Ids that hold a hash of the code or the time of the deploy. */
function stable(id) {
  return id
    .replace(/(LambdaVersion|WebsocketsDeployment)[A-Za-z0-9]{30,}$/, '$1')
    .replace(/^ApiGatewayDeployment\d+$/, 'ApiGatewayDeployment')
    .replace(/(Deployment|Version)[0-9a-f]{10}$/, '$1');
}
