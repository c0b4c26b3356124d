import { type DeployedResource, listed, own } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { RUNTIME_LIVES } from '../helpers/runtime-lives.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule, RuleResult } from '../rule.ts';

/** Milliseconds ahead at which a warning is worth giving: half a year, two quarters of planning. */
const AHEAD = 182 * 86_400_000;

const fn = (runtime: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: ${runtime}, Role: r, Code: { ZipFile: x } } }`;

export const rule: Rule = {
  id: 'lambda-runtime-end-of-life',
  title: 'A function runs on a runtime that gets no more patches',
  severity: 'medium',
  risk: 'SAS-6',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "After its deprecation date a runtime gets no security patches, and some months later functions on it can neither be created nor updated. From then on not even a fix of one's own code can be deployed in a hurry.",
  fix: 'Move to the successor named, and try the function on it first (bulkhead up runs it locally).',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    'CWE-1104',
    'AWS Security Hub Lambda.2',
    'OWASP A06:2021',
  ],
  peers: [
    'checkov CKV_AWS_363',
    'cfn-lint W2531',
    'cfn-lint E2533',
    'sls-mentor noDeprecatedRuntime',
    'prowler awslambda_function_using_supported_runtimes',
  ],
  *check(model) {
    const told = ofType(model, 'AWS::Lambda::Function').flatMap((fn) => [...ended(fn, model.now)]);
    // In a program one line of a shared object decides for many functions, which are found where each is made.
    if (model.app.framework === 'serverless' || !/\.(?:[cm]?[jt]s|py)$/.test(model.app.file)) return yield* told;
    const groups = new Map<string, RuleResult[]>();
    for (const one of told) {
      const what = one.message.slice(one.subject.length);
      groups.set(what, [...(groups.get(what) ?? []), one]);
    }
    for (const [first, ...others] of groups.values()) {
      if (first === undefined) continue;
      if (others.length < 3) yield* [first, ...others];
      else
        yield {
          ...first,
          message: `${first.message} (the same for ${listed(
            others.map(({ subject }) => subject),
            4,
          )})`,
          steps: [first, ...others].slice(0, 20).map(({ place, subject }) => ({ place, text: subject })),
        };
    }
  },
  fixtures: {
    fails: [cloudformation('over', fn('nodejs16.x')), cloudformation('frozen', fn('python2.7'))],
    passes: [
      cloudformation('patched', fn('python3.14')),
      cloudformation('one that nobody knows yet', fn('nodejs99.x')),
    ],
  },
};

function* ended(resource: DeployedResource, now: number): Iterable<RuleResult> {
  const runtime = literal(field(resource.properties, 'Runtime'));
  const life = runtime === undefined ? undefined : own(RUNTIME_LIVES, runtime);
  if (!life) return;
  const { deprecated, updateBlocked, successor } = life;
  if (Date.parse(deprecated) > now + AHEAD) return;
  const over = Date.parse(deprecated) <= now;
  const frozen = updateBlocked !== undefined && Date.parse(updateBlocked) <= now;
  const when = frozen
    ? `cannot be updated since ${updateBlocked}`
    : over
      ? `has had no patches since ${deprecated}`
      : `gets no patches from ${deprecated} on`;
  yield found(resource, ['Runtime'], `${resource.id} runs on ${runtime}, which ${when}`, {
    severity: frozen ? 'high' : over ? 'medium' : 'low',
    ...(successor ? { fix: `Move to ${successor}.` } : {}),
  });
}
