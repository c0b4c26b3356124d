import type { SourcePlace } from '@bulkhead/core';
import { type Buildable, build } from '../deployed/build.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { textOf } from './values.ts';

/**
 * The document that the data source `aws_iam_policy_document` makes of its blocks:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyDocument(values: Tree, place: SourcePlace): Tree {
  const items = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : []);
  // Other documents are laid under and over this one; their statements count as well.
  const more = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => [
    ...items(get(values, name)),
  ]);
  const single = ['source_json', 'override_json'].map((name) => get(values, name)).filter((tree) => tree !== undefined);
  const others = [...more, ...single].flatMap((document) => {
    const statements = get(document, 'Statement');
    return statements?.kind === 'list' ? [...statements.items] : statements ? [statements] : [];
  });
  const own = items(get(values, 'statement')).map((statement) => {
    const field = (name: string) => get(statement, name);
    const principals = (name: string): Buildable => {
      const found = items(field(name));
      if (found.length === 0) return undefined;
      const byType: Record<string, Buildable> = {};
      for (const principal of found) {
        const type = textOf(get(principal, 'type')) ?? '*';
        const identifiers = get(principal, 'identifiers');
        if (type === '*' && items(identifiers).some((one) => textOf(one) === '*')) return '*';
        byType[type] = identifiers;
      }
      return byType;
    };
    const conditions: Record<string, Record<string, Buildable>> = {};
    for (const condition of items(field('condition'))) {
      const [test, variable] = [textOf(get(condition, 'test')), textOf(get(condition, 'variable'))];
      if (test === undefined || variable === undefined) continue;
      conditions[test] = { ...conditions[test], [variable]: get(condition, 'values') };
    }
    return build(
      {
        Sid: field('sid'),
        Effect: field('effect') ?? 'Allow',
        Action: field('actions'),
        NotAction: field('not_actions'),
        Resource: field('resources'),
        NotResource: field('not_resources'),
        Principal: principals('principals'),
        NotPrincipal: principals('not_principals'),
        Condition: Object.keys(conditions).length > 0 ? conditions : undefined,
      },
      statement.place,
    );
  });
  return build({ Version: get(values, 'version') ?? '2012-10-17', Statement: [...others, ...own] }, place);
}
