import { listed } from '@bulkhead/core';
import { serverless } from '../helpers/fixture.ts';
import { type FunctionView, functionsOf, isPublic, nameOf } from '../helpers/functions.ts';
import { field, textOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-shared-role',
  title: 'Several functions share one role',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A role that serves several functions holds the sum of what they need, so that a hole in the most careless of them opens the data of all. Nobody can take a right away any more, because nobody knows which function uses it.',
  fix: 'Give each function a role of its own; bulkhead roles writes them from the code.',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    'CWE-250',
    'OWASP A01:2021',
  ],
  peers: ['KICS 165aae3b', 'sls-mentor noSharedIamRoles', 'puresec lambda_function_shared_role'],
  *check(model) {
    const byRole = new Map<string, FunctionView[]>();
    for (const view of functionsOf(model)) {
      const role = textOf(field(view.resource?.properties, 'Role'));
      if (role === '') continue;
      byRole.set(role, [...(byRole.get(role) ?? []), view]);
    }
    for (const [role, views] of byRole) {
      // A role that holds nothing beyond its own logs gives nothing to share.
      if (views.length < 2 || !holdsMore(model, views)) continue;
      const [first] = views;
      const names = views.map(nameOf);
      const shown = listed(names, 6);
      const open = views.filter(isPublic);
      yield {
        message: `${views.length} functions share the role ${role.replace(/^\$\{(.*?)(?:\.Arn)?\}$/, '$1')}: ${shown}`,
        place: first!.role?.place ?? first!.resource!.placeOf(['Role']),
        subject: first!.role?.id ?? role,
        // Public and internal functions with one role: the front door leads to the back rooms.
        ...(open.length > 0 && open.length < views.length ? { severity: 'high' } : {}),
        steps: views.slice(0, 20).map((view) => ({
          place: view.fn.place,
          text: `${nameOf(view)}${isPublic(view) ? ', open to anybody' : ''}`,
        })),
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        "the framework's one role with statements",
        `
        iam: { role: { statements: [{ Effect: Allow, Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders' }] } }
      functions:
        order: { handler: src/order.handler }
        clean: { handler: src/clean.handler }
    `,
      ),
    ],
    passes: [
      serverless(
        'one function',
        `
        functions:
          order: { handler: src/order.handler }
      `,
      ),
      serverless(
        'two functions that may only log',
        `
        functions:
          order: { handler: src/order.handler }
          clean: { handler: src/clean.handler }
      `,
      ),
      serverless(
        'a role each',
        `
        functions:
          order: { handler: src/order.handler, role: 'arn:aws:iam::123456789012:role/order' }
          clean: { handler: src/clean.handler, role: 'arn:aws:iam::123456789012:role/clean' }
      `,
      ),
    ],
  },
};

const HARMLESS = /^(?:logs:(?:createlog(?:group|stream)|putlogevents|tagresource)|xray:put\w+)$/i;

function holdsMore(model: PostureModel, views: readonly FunctionView[]): boolean {
  const statements = views.map((view) => model.granted.get(view.fn.id)).find((known) => known !== undefined);
  if (!statements) return true;
  return statements.some(
    ({ effect, actions, notActions }) =>
      effect === 'Allow' && (notActions !== undefined || actions.some((action) => !HARMLESS.test(action))),
  );
}
