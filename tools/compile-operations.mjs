/*
 * Writes packages/code/data/operations.json: the operations of every AWS service with the names that libraries give to the
 * service. Sources, both Apache-2.0: the API models inside of the npm package aws-sdk 2 (a dependency of development), and,
 * for operations that came after its end, those of botocore where tools/setup-services.sh has installed it.
 *
 *   node tools/compile-operations.mjs            writes the file
 *   node tools/compile-operations.mjs --check    fails where the file is not what these sources give
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'packages/code/data/operations.json');

/** Package suffix of SDK v3 for a service id: lower case, blanks become hyphens. */
const suffix = (serviceId) => serviceId.toLowerCase().replaceAll(' ', '-');

/** CloudFront's model dates its operations (`GetDistribution2020_05_31`); no library shows the date. */
const undated = (operation) => operation.replace(/\d{4}_\d{2}_\d{2}$/, '');

const services = new Map();
function add(model, names) {
  const { serviceId, endpointPrefix } = model.metadata;
  const key = suffix(serviceId);
  const service = services.get(key) ?? { operations: new Set(), endpointPrefix, class: '', boto3: '' };
  for (const operation of Object.keys(model.operations)) service.operations.add(undated(operation));
  services.set(key, { ...service, endpointPrefix, ...names });
}

function readSdk() {
  const folder = join(root, 'node_modules/aws-sdk/apis');
  const metadata = JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.min.json'));
  for (const [key, { prefix = key, name }] of Object.entries(metadata)) {
    const newest = files.filter((file) => /^(.*)-\d{4}-\d{2}-\d{2}\.min\.json$/.exec(file)?.[1] === prefix).sort();
    if (newest.length === 0) continue;
    add(JSON.parse(readFileSync(join(folder, newest.at(-1)), 'utf8')), { class: name });
  }
}

function readBotocore() {
  const libraries = join(root, 'tools/runtimes/.cache/python/lib');
  const python = existsSync(libraries) ? readdirSync(libraries)[0] : undefined;
  const data = python && join(libraries, python, 'site-packages/botocore/data');
  if (!data || !existsSync(data)) return false;
  for (const name of readdirSync(data).sort()) {
    if (!statSync(join(data, name)).isDirectory()) continue;
    const version = readdirSync(join(data, name)).sort().at(-1);
    const model = join(data, name, version, 'service-2.json.gz');
    if (existsSync(model)) add(JSON.parse(gunzipSync(readFileSync(model)).toString('utf8')), { boto3: name });
  }
  return true;
}

/** One line an item: Biome keeps objects so, and a new operation changes one line. */
function render() {
  const rows = {};
  for (const key of [...services.keys()].sort()) {
    const { class: className, boto3, endpointPrefix, operations } = services.get(key);
    rows[key] = {
      class: className,
      boto3: boto3 || key,
      endpoint: endpointPrefix,
      operations: [...operations].sort().join(' '),
    };
  }
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Without botocore: everything that the SDK's models give must be there. */
function missing(written) {
  const lines = [];
  for (const [key, service] of services) {
    const known = new Set(written[key]?.operations.split(' '));
    if (written[key]?.class !== service.class) lines.push(`${key}: class ${service.class}`);
    for (const operation of service.operations) if (!known.has(operation)) lines.push(`${key}: ${operation}`);
  }
  return lines;
}

readSdk();
const whole = readBotocore();
if (process.argv.includes('--check')) {
  const text = readFileSync(target, 'utf8');
  const wrong = whole ? (text === render() ? [] : ['the file differs']) : missing(JSON.parse(text));
  if (wrong.length > 0) {
    console.error(
      `packages/code/data/operations.json is not what its sources give; run tools/compile-operations.mjs\n${wrong.slice(0, 20).join('\n')}`,
    );
    process.exitCode = 1;
  }
} else {
  if (!whole) {
    console.error(
      'botocore is not installed (tools/setup-services.sh): newer operations would be lost, nothing was written',
    );
    process.exitCode = 1;
  } else writeFileSync(target, render());
}
