import { cloudformation } from '../helpers/fixture.ts';
import { trustStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { trust } from '../helpers/role-fixture.ts';
import { field, isPlainMap, itemsOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** Identity providers that serve everybody's repositories. */
const SHARED =
  /token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|agent\.buildkite\.com|api\.bitbucket\.org/;
const statement = (condition: string) =>
  trust(
    `{ Effect: Allow, Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: ${condition} }`,
  );

export const rule: Rule = {
  id: 'iam-oidc-trust-open',
  title: "Other people's pipelines may deploy here",
  severity: 'critical',
  risk: 'SAS-14',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The provider vouches for every repository on its platform, so a trust policy that does not name the repository in the subject trusts all of them. Anybody can then run a workflow that takes on the deploy role.',
  fix: "Compare the provider's sub claim with your organisation, repository and branch or environment.",
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
    'CICD-SEC-2',
    'CWE-284',
  ],
  peers: ['checkov CKV_AWS_393', 'checkov CKV_AWS_358'],
  *check(model) {
    for (const { effect, principal, condition, resource, path } of trustStatements(model)) {
      const provider = itemsOf(field(principal, 'Federated'))
        .map(textOf)
        .find((text) => SHARED.test(text));
      if (effect !== 'Allow' || provider === undefined) continue;
      const subjects = isPlainMap(condition)
        ? Object.entries(condition).flatMap(([operator, keys]) =>
            /^(?:ForAnyValue:|ForAllValues:)?String(?:Equals|Like)/.test(operator) && isPlainMap(keys)
              ? Object.entries(keys)
                  .filter(([key]) => /:(?:sub|repository|project_path|organization_slug)$/.test(key))
                  .flatMap(([, values]) => itemsOf(values))
              : [],
          )
        : [];
      if (
        subjects.length > 0 &&
        !subjects.some(
          (subject) =>
            typeof subject === 'string' &&
            /^(?:\*|repo:[^/]*\*.*|project_path:[^/]*\*.*|[\w-]+:\*[/:]?.*)$/.test(subject),
        )
      )
        continue;
      const what = subjects.length === 0 ? 'without a condition on the repository' : 'of any repository';
      yield found(
        resource,
        [...path, 'Condition'],
        `${resource.id} may be taken on by workflows ${what} (${provider.replace(/^.*oidc-provider\//, '')})`,
      );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'the audience only',
        statement("{ StringEquals: { 'token.actions.githubusercontent.com:aud': sts.amazonaws.com } }"),
      ),
      cloudformation(
        'organisations that begin alike',
        statement("{ StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop*' } }"),
      ),
      cloudformation(
        'any repository',
        statement("{ StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } }"),
      ),
    ],
    passes: [
      cloudformation(
        'one branch of one repository',
        statement(
          "{ StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/shop:ref:refs/heads/main' } }",
        ),
      ),
    ],
  },
};
