import { withGlobals } from '../../sam/globals.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { tagList, withProperties } from '../properties.ts';
import { ANY_METHOD, IMPLICIT_REST } from './api-events.ts';
import { expandRuleFor, expandSchedule } from './event-rules.ts';
import { entriesOf, generate, peekId, peekText, type SamExpansion } from './expansion.ts';
import { managedPolicyArn } from './managed-policy.ts';
import { readPolicies } from './policies.ts';
import { allow, trust } from './role.ts';

const OWN_KEYS = new Set([
  'Definition',
  'DefinitionUri',
  'Role',
  'Policies',
  'RolePath',
  'PermissionsBoundary',
  'Name',
  'Type',
  'Logging',
  'Tracing',
  'Events',
  'Tags',
  'PropagateTags',
  'AutoPublishAlias',
  'UseAliasAsEventTarget',
  'DeploymentPreference',
]);

/**
 * Expands an `AWS::Serverless::StateMachine`.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 * @param definition the document that `DefinitionUri` names, where it lies in the project
 */
export function expandStateMachine(
  written: ExpandedResource,
  expansion: SamExpansion,
  definition: Tree | undefined,
): void {
  const { id, place, condition } = written;
  const properties = withGlobals(expansion.globals, 'StateMachine', written.properties);
  const setting = (...path: string[]) => get(properties, ...path);
  const roleId = `${id}Role`;
  const document = setting('Definition') ?? definition;
  expansion.out.set(id, {
    ...written,
    type: 'AWS::StepFunctions::StateMachine',
    properties: withProperties(
      properties,
      {
        Definition: document,
        DefinitionS3Location: document ? undefined : setting('DefinitionUri'),
        RoleArn: setting('Role') ?? getAtt(roleId, 'Arn'),
        StateMachineName: setting('Name'),
        StateMachineType: setting('Type'),
        LoggingConfiguration: setting('Logging'),
        TracingConfiguration: setting('Tracing'),
        Tags: tagList(setting('Tags')),
      },
      place,
      OWN_KEYS,
    ),
  });
  if (!setting('Role')) {
    const own = readPolicies(setting('Policies'), roleId);
    const isTraced = peekText(setting('Tracing', 'Enabled'), expansion) === 'true';
    const managed = [...own.managed, isTraced ? managedPolicyArn('AWSXrayWriteOnlyAccess') : undefined];
    generate(expansion.out, {
      id: roleId,
      type: 'AWS::IAM::Role',
      place: setting('Policies')?.place ?? place,
      condition,
      properties: {
        AssumeRolePolicyDocument: trust('states.amazonaws.com'),
        ManagedPolicyArns: managed,
        Policies: own.inline.length > 0 ? own.inline : undefined,
        Path: setting('RolePath'),
        PermissionsBoundary: setting('PermissionsBoundary'),
      },
    });
  }
  for (const [name, { key, value }] of entriesOf(setting('Events'))) {
    const type = peekText(get(value, 'Type'), expansion);
    const event = { id: `${id}${name}`, type: type ?? '', properties: get(value, 'Properties'), place: key };
    if (type === 'ScheduleV2') expandSchedule(event, ref(id), 'states:StartExecution', condition, expansion);
    else if (type === 'Api') expandApiEvent(event, id, condition, expansion);
    else if (type !== undefined) {
      const given = get(event.properties, 'RoleArn');
      if (!given) addEventRole(event.id, 'events.amazonaws.com', id, key, condition, expansion);
      const roleArn: Buildable = given ?? getAtt(`${event.id}Role`, 'Arn');
      expandRuleFor(event, { arn: ref(id), idSuffix: 'StepFunctionsTarget', condition, roleArn }, expansion);
    }
  }
}

function addEventRole(
  eventId: string,
  service: string,
  id: string,
  place: Tree['place'],
  condition: string | undefined,
  expansion: SamExpansion,
): void {
  generate(expansion.out, {
    id: `${eventId}Role`,
    type: 'AWS::IAM::Role',
    place,
    condition,
    properties: {
      AssumeRolePolicyDocument: trust(service),
      Policies: [allow(`${eventId}RoleStartExecutionPolicy`, 'states:StartExecution', ref(id))],
    },
  });
}

function expandApiEvent(
  event: { readonly id: string; readonly properties: Tree | undefined; readonly place: Tree['place'] },
  id: string,
  condition: string | undefined,
  expansion: SamExpansion,
): void {
  const { properties, place } = event;
  const path = peekText(get(properties, 'Path'), expansion);
  const method = peekText(get(properties, 'Method'), expansion)?.toLowerCase();
  const given = get(properties, 'RestApiId');
  const api = given ? peekId(given, expansion) : IMPLICIT_REST;
  addEventRole(event.id, 'apigateway.amazonaws.com', id, place, condition, expansion);
  if (path === undefined || method === undefined || api === undefined) return;
  const routes = expansion.routes.get(api) ?? [];
  const target: Buildable = ref(id);
  routes.push({ path, method: method === 'any' ? ANY_METHOD : method, target, event: properties, place, starts: true });
  expansion.routes.set(api, routes);
}
