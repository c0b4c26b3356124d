import type { DeployedResource } from '@bulkhead/core';
import { liveAccountOf } from '../helpers/accounts.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, ofType } from '../helpers/resources.ts';
import { type Answer, field, isTrue, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const LAMBDA = 'AWS::Lambda::Function';

const trail = (more: string) =>
  `Trail: { Type: AWS::CloudTrail::Trail, Properties: { IsLogging: true, S3BucketName: b${more} } }`;

/** Whether a trail records calls of functions, by selectors of either form. */
function recordsCalls({ properties }: DeployedResource): Answer {
  if (isTrue(field(properties, 'IsLogging')) === 'no') return 'no';
  const simple = field(properties, 'EventSelectors');
  const advanced = field(properties, 'AdvancedEventSelectors');
  if (isUndecided(simple) || isUndecided(advanced)) return 'unknown';
  const types = [
    ...itemsOf(simple).flatMap((selector) =>
      itemsOf(field(selector, 'DataResources')).map((data) => literal(field(data, 'Type'))),
    ),
    ...itemsOf(advanced)
      .flatMap((selector) => itemsOf(field(selector, 'FieldSelectors')))
      .filter((selector) => literal(field(selector, 'Field')) === 'resources.type')
      .flatMap((selector) => itemsOf(field(selector, 'Equals')).map(literal)),
  ];
  return types.includes(LAMBDA) ? 'yes' : 'no';
}

export const rule: Rule = {
  id: 'cloudtrail-no-invocations',
  title: 'Nothing records who invoked a function',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'account',
  // Data events are paid by the event; a choice, not a mistake.
  defaultState: 'off',
  rationale:
    "CloudTrail records invocations only as data events, which no trail has by itself. Without them nobody can say afterwards which identity called a function directly, past its API and its authorizer: the function's own log does not know.",
  fix: 'Add a selector for data events of AWS::Lambda::Function to a trail, for all functions or for those that hold data.',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html',
    'CWE-778',
    'OWASP A09:2021',
  ],
  peers: ['prowler awslambda_function_invoke_api_operations_cloudtrail_logging_enabled'],
  *check(model) {
    const trails = ofType(model, 'AWS::CloudTrail::Trail');
    const answers = trails.map(recordsCalls);
    if (answers.includes('yes')) return;
    const open = answers.indexOf('unknown');
    if (open >= 0) yield cannotTell(trails[open]!, ['EventSelectors'], 'what the trail records');
    else if (trails[0])
      yield found(trails[0], ['EventSelectors'], `${trails[0].id} records no invocations of functions`);
    else if (liveAccountOf(model) !== undefined && model.app.functions.length > 0) {
      yield {
        message: 'no trail of the account records invocations of functions',
        place: { file: model.app.file, line: 1, column: 1 },
        subject: model.app.name,
      };
    }
  },
  fixtures: {
    fails: [
      cloudformation('management events alone', trail('')),
      cloudformation(
        'data events of buckets',
        trail(', EventSelectors: [{ DataResources: [{ Type: AWS::S3::Object, Values: [arn:aws:s3] }] }]'),
      ),
      cloudformation(
        'a trail that is switched off',
        "Trail: { Type: AWS::CloudTrail::Trail, Properties: { IsLogging: false, S3BucketName: b, EventSelectors: [{ DataResources: [{ Type: AWS::Lambda::Function, Values: ['arn:aws:lambda'] }] }] } }",
      ),
    ],
    passes: [
      cloudformation(
        'all functions',
        trail(", EventSelectors: [{ DataResources: [{ Type: AWS::Lambda::Function, Values: ['arn:aws:lambda'] }] }]"),
      ),
      cloudformation(
        'by an advanced selector',
        trail(
          ', AdvancedEventSelectors: [{ FieldSelectors: [{ Field: eventCategory, Equals: [Data] }, { Field: resources.type, Equals: [AWS::Lambda::Function] }] }]',
        ),
      ),
      cloudformation('a template without a trail', 'Queue: { Type: AWS::SQS::Queue }'),
    ],
  },
};
