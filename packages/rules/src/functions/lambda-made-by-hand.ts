import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const made = (more: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: { S3Bucket: b, S3Key: k }${more} } }`;

export const rule: Rule = {
  id: 'lambda-made-by-hand',
  title: 'A function belongs to no stack',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'account',
  // Terraform's and Pulumi's functions belong to none either.
  defaultState: 'off',
  rationale:
    'A function that somebody made in the console, or from a terminal, was reviewed by nobody and is in no repository. It stays when its author leaves, with the role that it was given for a trial.',
  fix: 'Import it into a stack (aws cloudformation create-change-set --change-set-type IMPORT), or delete it; switch this rule on in accounts that CloudFormation, SAM, CDK or the Serverless Framework deploy to.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html',
    'CWE-1059',
    'OWASP API9:2023',
  ],
  peers: ['puresec lambda-config-rules'],
  check: perResource(['AWS::Lambda::Function'], function* (fn) {
    // Of a live account alone: the tag that CloudFormation puts on what it makes, or nothing.
    const stack = field(fn.properties, 'StackName');
    if (literal(stack) === '') yield found(fn, [], `${fn.id} belongs to no stack of CloudFormation`);
    else if (isUndecided(stack)) yield found(fn, [], `${fn.id}: its tags could not be read`, { verdict: 'unknown' });
  }),
  fixtures: {
    // This stands in no template: it is what a live account has beside the properties of one.
    fails: [cloudformation('no tag of a stack', made(", StackName: ''"))],
    passes: [
      cloudformation('a stack of a live account', made(', StackName: shop')),
      cloudformation('a template, which is one', made('')),
    ],
  },
};
