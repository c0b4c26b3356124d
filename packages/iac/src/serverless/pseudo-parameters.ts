import { callTree } from '../cloudformation/intrinsic.ts';
import { get, listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';

const PLUGIN = 'serverless-pseudo-parameters';
const MARK = /#\{([A-Za-z0-9]+(?:::[A-Za-z]+|\.[A-Za-z0-9.]+)?)\}/;

/**
 * The plugin serverless-pseudo-parameters writes `#{AWS::Region}` for what CloudFormation writes inside `Fn::Sub`; many
 * projects of version 1 and 2 still do. Reads it the same way, only where the project lists the plugin.
 */
export function readPseudoParameters(document: Tree): Tree {
  const plugins = get(document, 'plugins');
  const listed = plugins?.kind === 'list' ? plugins.items : [];
  if (!listed.some((item) => item.kind === 'scalar' && item.value === PLUGIN)) return document;
  const seen = new Map<Tree, Tree>();
  const replace = (tree: Tree): Tree => {
    const known = seen.get(tree);
    if (known) return known;
    const result = replaceIn(tree);
    seen.set(tree, result);
    return result;
  };
  const replaceIn = (tree: Tree): Tree => {
    if (tree.kind === 'list') return listTree(tree.items.map(replace), tree.place);
    if (tree.kind === 'map') {
      const entries = new Map<string, MapEntry>();
      for (const [key, entry] of tree.entries) entries.set(key, { key: entry.key, value: replace(entry.value) });
      return mapTree(entries, tree.place);
    }
    if (tree.kind !== 'scalar' || typeof tree.value !== 'string' || !MARK.test(tree.value)) return tree;
    const text = tree.value.replaceAll('${', '${!').replace(new RegExp(MARK, 'g'), '${$1}');
    return callTree('Fn::Sub', scalarTree(text, tree.place, tree.hidden), tree.place);
  };
  return replace(document);
}
