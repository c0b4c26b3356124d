import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const KNOWN_BAD = 'AWSManagedRulesKnownBadInputsRuleSet';

const acl = (rules: string) =>
  `Acl: { Type: AWS::WAFv2::WebACL, Properties: { Scope: REGIONAL, DefaultAction: { Allow: {} }, Rules: [${rules}] } }`;
const managed = (name: string) =>
  `{ Name: r, Priority: 1, Statement: { ManagedRuleGroupStatement: { VendorName: AWS, Name: ${name} } } }`;

export const rule: Rule = {
  id: 'firewall-no-known-inputs',
  title: 'A web ACL does not know the requests that are known to be bad',
  severity: 'low',
  risk: 'SAS-1',
  needs: 'template',
  // Says most to functions in Java; it costs money by the month and the request.
  defaultState: 'off',
  rationale:
    'AWS keeps a list of requests that exploit known flaws, JNDI lookups of Log4j and deserialisation in Java among them. A web ACL without it lets them through to code that may log them.',
  fix: `Add the managed rule group ${KNOWN_BAD} of AWS to the web ACL.`,
  references: [
    'https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html',
    'CWE-917',
    'CWE-502',
  ],
  peers: ['checkov CKV2_AWS_77', 'checkov CKV2_AWS_78', 'checkov CKV2_AWS_47'],
  check: perResource(['AWS::WAFv2::WebACL'], function* (resource) {
    const rules = field(resource.properties, 'Rules');
    const knows = itemsOf(rules).some((item) => {
      const group = field(item, 'Statement', 'ManagedRuleGroupStatement', 'Name');
      return isUndecided(item) || isUndecided(group) || literal(group) === KNOWN_BAD;
    });
    if (!knows) yield found(resource, ['Rules'], `${resource.id} has no rules for requests that are known to be bad`);
  }),
  fixtures: {
    fails: [
      cloudformation('no rules', acl('')),
      cloudformation('another group', acl(managed('AWSManagedRulesSQLiRuleSet'))),
    ],
    passes: [cloudformation('the group', acl(`${managed('AWSManagedRulesSQLiRuleSet')}, ${managed(KNOWN_BAD)}`))],
  },
};
