import { cloudformation } from '../helpers/fixture.ts';
import { ofType } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const PRODUCTION = /^(?:prod|production|prd|live)$/i;
const OTHER = /^(?:dev|develop|development|test|testing|qa|uat|stg|stage|staging|sandbox|preprod|demo)$/i;

const fn = (id: string, name: string) =>
  `${id}: { Type: AWS::Lambda::Function, Properties: { FunctionName: ${name}, Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x } } }`;

export const rule: Rule = {
  id: 'stages-share-account',
  title: 'Production and other stages run in one account',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'account',
  defaultState: 'on',
  rationale:
    'Stages of one account share its limits, and every permission with a star reaches across them: a test that runs away throttles production, and a hole in a playground leads to real data. An account is the only wall that no policy can have a hole in.',
  fix: 'Give production an account of its own (AWS Organizations, Control Tower); until then, name resources in policies and reserve concurrency.',
  references: [
    'https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/benefits-of-using-multiple-aws-accounts.html',
    'CWE-653',
  ],
  peers: [],
  *check(model) {
    const stages = new Map<string, { production?: string; other?: string }>();
    for (const { properties } of ofType(model, 'AWS::Lambda::Function')) {
      const name = literal(field(properties, 'FunctionName'));
      const parts = name?.split(/[-_]/) ?? [];
      const at = parts.findIndex((part) => PRODUCTION.test(part) || OTHER.test(part));
      if (name === undefined || at < 0) continue;
      const base = parts.with(at, '*').join('-');
      const seen = stages.get(base) ?? {};
      if (PRODUCTION.test(parts[at]!)) seen.production ??= name;
      else seen.other ??= name;
      stages.set(base, seen);
    }
    const both = [...stages.values()].filter(
      ({ production, other }) => production !== undefined && other !== undefined,
    );
    const [first] = both;
    if (!first) return;
    const more = both.length > 1 ? `, and ${both.length - 1} more` : '';
    yield {
      message: `Stages share this account: ${first.production} and ${first.other}${more}`,
      place: { file: model.app.file, line: 1, column: 1 },
      subject: '',
    };
  },
  fixtures: {
    fails: [
      cloudformation('two stages of one function', `${fn('A', 'shop-prod-orders')}\n${fn('B', 'shop-dev-orders')}`),
    ],
    passes: [
      cloudformation('one stage', `${fn('A', 'shop-prod-orders')}\n${fn('B', 'shop-prod-users')}`),
      cloudformation('other functions', `${fn('A', 'shop-prod-orders')}\n${fn('B', 'blog-dev-posts')}`),
      cloudformation('words that only hold one', `${fn('A', 'product-list')}\n${fn('B', 'device-list')}`),
    ],
  },
};
