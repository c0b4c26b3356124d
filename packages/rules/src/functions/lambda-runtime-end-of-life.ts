import { own } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { RUNTIME_LIVES } from '../helpers/runtime-lives.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

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
  check: perResource(['AWS::Lambda::Function'], function* (resource, model) {
    const runtime = literal(field(resource.properties, 'Runtime'));
    const life = runtime === undefined ? undefined : own(RUNTIME_LIVES, runtime);
    if (!life) return;
    const { deprecated, updateBlocked, successor } = life;
    if (Date.parse(deprecated) > model.now + AHEAD) return;
    const over = Date.parse(deprecated) <= model.now;
    const frozen = updateBlocked !== undefined && Date.parse(updateBlocked) <= model.now;
    const when = frozen
      ? `cannot be updated since ${updateBlocked}`
      : over
        ? `has had no patches since ${deprecated}`
        : `gets no patches from ${deprecated} on`;
    yield found(resource, ['Runtime'], `${resource.id} runs on ${runtime}, which ${when}`, {
      severity: frozen ? 'high' : over ? 'medium' : 'low',
      ...(successor ? { fix: `Move to ${successor}.` } : {}),
    });
  }),
  fixtures: {
    fails: [cloudformation('over', fn('nodejs16.x')), cloudformation('frozen', fn('python2.7'))],
    passes: [
      cloudformation('patched', fn('python3.14')),
      cloudformation('one that nobody knows yet', fn('nodejs99.x')),
    ],
  },
};
