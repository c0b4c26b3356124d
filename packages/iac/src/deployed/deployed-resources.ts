import { type App, BulkheadError, type DeployedResource, type Resource } from '@bulkhead/core';

import type { StackOutput } from './stack.ts';

type Deploy = () => readonly DeployedResource[];

/**
 * Beside the model, by the identity of an app's list of resources, which copies of an app share: most users of an app
 * never ask for what it becomes.
 */
const deployments = new WeakMap<readonly Resource[], Deploy>();
const shown = new WeakMap<readonly Resource[], () => ShownStack>();

/** What a stack shows to others beside its resources. */
export interface ShownStack {
  /** Where something tells it before the deploy. */
  readonly stackName?: string;
  /** Where a Terraform configuration keeps its state: `bucket/key`, or a file relative to the root. */
  readonly state?: string;
  readonly outputs: readonly StackOutput[];
}

export function keepDeployment(resources: readonly Resource[], deploy: Deploy, show?: () => ShownStack): void {
  let known: readonly DeployedResource[] | undefined;
  deployments.set(resources, () => {
    known ??= deploy();
    return known;
  });
  if (show) shown.set(resources, show);
}

export function shownStack(app: App): ShownStack {
  return shown.get(app.resources)?.() ?? { outputs: [] };
}

/**
 * Everything that a deploy of the app would make, in CloudFormation's types and spelling: SAM and `serverless.yml` written
 * out as their frameworks do, nested stacks followed. In the template's order, what belongs to a resource behind it.
 *
 * Known values are values; `Ref` and `Fn::GetAtt` of the app's own resources are references; what only the deploy or the
 * environment decides is unknown. Operations of an API stand as `AWS::ApiGateway::Method` or `AWS::ApiGatewayV2::Route`
 * and its authorizers as resources, also where an OpenAPI document holds them.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE for a template that grows past what could be deployed
 * @example deployedResources(await loadApp('shop')).filter(({ type }) => type === 'AWS::IAM::Role')
 */
export function deployedResources(app: App): readonly DeployedResource[] {
  const deploy = deployments.get(app.resources);
  if (!deploy) {
    throw new BulkheadError('BULKHEAD_BAD_TEMPLATE', `${app.file} was not read by loadApp in this process`, {
      place: { file: app.file, line: 1, column: 1 },
    });
  }
  return deploy();
}
