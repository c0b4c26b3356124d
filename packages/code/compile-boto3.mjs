// Compiles what boto3's resources and waiters do (which operation, with which parameters) from an installed boto3:
//   node packages/code/compile-boto3.mjs SITE_PACKAGES [--check]
// Source: boto3's `resources-1.json` and botocore's `service-2.json` and `waiters-2.json` (Apache-2.0), newest API version of
// each service. Facts only: names of operations, parameters and attributes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [folder, flag] = process.argv.slice(2);
if (!folder) throw new Error('usage: node packages/code/compile-boto3.mjs SITE_PACKAGES [--check]');

const newest = (path) =>
  readdirSync(path)
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1);
const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    try {
      return JSON.parse(gunzipSync(readFileSync(`${path}.gz`)).toString('utf8'));
    } catch {
      return undefined;
    }
  }
};
/** As botocore's `xform_name` does: `DescribeDBClusters` → `describe_db_clusters`. */
const snake = (name) =>
  name
    .replace(/([A-Z][a-z]+)([A-Z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z]+)/g, '$1_$2')
    .toLowerCase();
const byKey = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** `[target, source, name]`: source `identifier`, `input`, `data`, `requestParameter`, `response`, `string`. */
const params = (list = []) =>
  list.map(({ target, source, name, path, value }) => [target, source, name ?? path ?? value ?? '']);
const made = (resource) =>
  resource && {
    type: resource.type,
    ids: params(resource.identifiers),
    ...(resource.path ? { path: resource.path } : {}),
  };
const request = ({ operation, params: list }) => ({ op: operation, ...(list?.length ? { params: params(list) } : {}) });

const resources = {};
const root = join(folder, 'boto3/data');
for (const service of readdirSync(root).sort()) {
  const version = newest(join(root, service));
  const model = version && readJson(join(root, service, version, 'resources-1.json'));
  if (!model) continue;
  const api = readJson(
    join(folder, 'botocore/data', service, newest(join(folder, 'botocore/data', service)), 'service-2.json'),
  );
  const types = {};
  for (const [type, it] of [['', model.service], ...Object.entries(model.resources ?? {})]) {
    const actions = {};
    for (const [name, action] of Object.entries(it.actions ?? {})) {
      const returns = made(action.resource);
      actions[snake(name)] = { ...request(action.request), ...(returns ? { returns } : {}) };
    }
    const batch = {};
    for (const [name, action] of Object.entries(it.batchActions ?? {})) batch[snake(name)] = request(action.request);
    const has = {};
    for (const [name, { resource }] of Object.entries(it.has ?? {})) {
      const wanted = resource.identifiers?.some(({ source }) => source === 'data') ? snake(name) : name;
      has[wanted] = made(resource);
    }
    const many = {};
    for (const [name, each] of Object.entries(it.hasMany ?? {}))
      many[snake(name)] = { ...request(each.request), returns: made(each.resource) };
    const waiters = {};
    for (const [name, waiter] of Object.entries(it.waiters ?? {}))
      waiters[`wait_until_${snake(name)}`] = { waiter: snake(waiter.waiterName), params: params(waiter.params) };
    const ids = (it.identifiers ?? []).map(({ name }) => name);
    const aliases = (it.identifiers ?? []).flatMap(({ name, memberName }) =>
      memberName ? [[snake(memberName), name]] : [],
    );
    const attributes =
      it.load && it.shape
        ? Object.keys(api.shapes[it.shape]?.members ?? {})
            .map(snake)
            .sort()
        : [];
    types[type] = {
      ...(ids.length ? { ids } : {}),
      ...(aliases.length ? { aliases: Object.fromEntries(aliases) } : {}),
      ...(it.load ? { load: request(it.load.request) } : {}),
      ...(attributes.length ? { attributes: attributes.join(' ') } : {}),
      ...(Object.keys(actions).length ? { actions: byKey(actions) } : {}),
      ...(Object.keys(batch).length ? { batch: byKey(batch) } : {}),
      ...(Object.keys(has).length ? { has: byKey(has) } : {}),
      ...(Object.keys(many).length ? { many: byKey(many) } : {}),
      ...(Object.keys(waiters).length ? { waiters: byKey(waiters) } : {}),
    };
  }
  // What boto3 adds in Python (`boto3/s3/inject.py`).
  if (service === 's3') {
    types.Bucket.load = { op: 'ListBuckets' };
    types.Bucket.attributes = 'creation_date';
    const params = ['Bucket', 'Key'].map((name) => [name, 'identifier', name === 'Key' ? 'Key' : 'BucketName']);
    types.ObjectSummary.load = { op: 'HeadObject', params };
    types.ObjectSummary.attributes = 'checksum_algorithm e_tag last_modified owner size storage_class';
  }
  resources[service] = types;
}

const waiters = {};
for (const service of readdirSync(join(folder, 'botocore/data')).sort()) {
  const path = join(folder, 'botocore/data', service);
  if (!/^[a-z0-9-]+$/.test(service)) continue;
  const version = newest(path);
  const model = version && readJson(join(path, version, 'waiters-2.json'));
  const rows = Object.entries(model?.waiters ?? {}).map(([name, { operation }]) => `${snake(name)}=${operation}`);
  if (rows.length > 0) waiters[service] = rows.sort().join(' ');
}

const lines = (object) =>
  `{\n${Object.entries(object)
    .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n  }`;
const text = `{\n  "resources": ${lines(resources)},\n  "waiters": ${lines(waiters)}\n}\n`;
const out = new URL('data/boto3.json', import.meta.url);
if (flag === '--check') {
  if (readFileSync(out, 'utf8') !== text) throw new Error('packages/code/data/boto3.json is not what this boto3 gives');
} else writeFileSync(out, text);
console.error(
  `${Object.keys(resources).length} services with resources, ${Object.keys(waiters).length} with waiters, ${text.length} bytes`,
);
