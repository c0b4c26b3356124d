import type { StaticValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import { activity, execution, lambdaFunction, plainKind, stateMachine, taskDefinition } from '../resources/kinds.ts';
import { passRole } from './messaging.ts';
import { each, isThere, literal, named } from './rules.ts';
import type { Need, Rule, ServiceModel } from './types.ts';

/** A call with a version or alias is judged on the function's ARN with it behind. */
const invoke: Rule = (input) => {
  const on = named(lambdaFunction, input, 'FunctionName');
  const qualifiers = pick(input, 'Qualifier').values.filter(isThere);
  const behind = qualifiers.map((name): StaticValue => ({ kind: 'concat', parts: [literal(':'), name] }));
  return [{ action: 'lambda:InvokeFunction', on: behind.length === 0 ? on : { ...on, behind } }];
};

const withRole =
  (action: string): Rule =>
  (input) => [{ action }, ...passRole(input, 'Role', 'lambda.amazonaws.com')];

export const lambda: ServiceModel = {
  clients: ['lambda'],
  prefix: 'lambda',
  page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
  parameters: { FunctionName: lambdaFunction },
  operations: {
    Invoke: invoke,
    InvokeWithResponseStream: invoke,
    InvokeAsync: invoke,
    ...each('GetLayerVersionByArn', 'lambda:GetLayerVersion'),
    CreateFunction: withRole('lambda:CreateFunction'),
    UpdateFunctionConfiguration: withRole('lambda:UpdateFunctionConfiguration'),
  },
};

const ofExecution =
  (action: string): Rule =>
  (input) => [{ action, on: named(execution, input, 'executionArn') }];

export const sfn: ServiceModel = {
  clients: ['sfn'],
  prefix: 'states',
  page: 'https://docs.aws.amazon.com/step-functions/latest/dg/concept-create-iam-advanced.html',
  parameters: { stateMachineArn: stateMachine, activityArn: activity },
  operations: {
    DescribeExecution: ofExecution('states:DescribeExecution'),
    StopExecution: ofExecution('states:StopExecution'),
    GetExecutionHistory: ofExecution('states:GetExecutionHistory'),
    DescribeStateMachineForExecution: ofExecution('states:DescribeStateMachineForExecution'),
    RedriveExecution: ofExecution('states:RedriveExecution'),
    ListExecutions: (input) => [{ action: 'states:ListExecutions', on: named(stateMachine, input, 'stateMachineArn') }],
    CreateStateMachine: (input) => [
      { action: 'states:CreateStateMachine' },
      ...passRole(input, 'roleArn', 'states.amazonaws.com'),
    ],
    UpdateStateMachine: (input) => [
      { action: 'states:UpdateStateMachine' },
      ...passRole(input, 'roleArn', 'states.amazonaws.com'),
    ],
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
  keyUse: {
    StartExecution: 'both',
    StartSyncExecution: 'both',
    DescribeExecution: 'read',
    GetExecutionHistory: 'read',
  },
};

/** The roles of a task stand in its definition, and may be replaced by the request. */
const task =
  (action: string): Rule =>
  (input) => {
    const overriding = ['overrides.taskRoleArn', 'overrides.executionRoleArn'].flatMap((path) =>
      passRole(input, path, 'ecs-tasks.amazonaws.com'),
    );
    const needs: Need[] = [{ action, on: named(taskDefinition, input, 'taskDefinition') }, ...overriding];
    return [...needs, { action: TASK_ROLES, on: named(taskDefinition, input, 'taskDefinition'), dependent: true }];
  };

/** Stands for `iam:PassRole` on the roles that a task definition names; `needed/task-roles.ts` puts them in. */
export const TASK_ROLES = 'iam:PassRole of task definition';

const ecsTask = plainKind('tasks', 'ecs', 'task/${Name}');

/** A task's ARN holds its cluster's name; the cluster `default` is meant where none is named. */
const ofTask =
  (action: string, path: string): Rule =>
  (input) => {
    const clusters = pick(input, 'cluster').values.filter(isThere);
    const ids = pick(input, path).values.filter((id) => id.kind === 'literal');
    const of = clusters.length > 0 ? clusters : [literal('default')];
    const paths = of.flatMap((cluster) =>
      (ids.length > 0 ? ids : [literal('*')]).map(
        (id): StaticValue => ({ kind: 'concat', parts: [cluster, literal('/'), id] }),
      ),
    );
    return [{ action, on: { kind: ecsTask, named: paths } }];
  };

export const ecs: ServiceModel = {
  clients: ['ecs'],
  prefix: 'ecs',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html',
  parameters: {
    taskDefinition,
    service: plainKind('services', 'ecs', 'service/*/${Name}'),
    cluster: plainKind('clusters', 'ecs', 'cluster/${Name}'),
  },
  operations: {
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html ("PassRole")
    RunTask: task('ecs:RunTask'),
    StartTask: task('ecs:StartTask'),
    StopTask: ofTask('ecs:StopTask', 'task'),
    DescribeTasks: ofTask('ecs:DescribeTasks', 'tasks[]'),
  },
};
