import type { StaticValue } from '@bulkhead/core';
import { pick, unknownValue } from '../actions/input.ts';
import { appSyncApi, logGroup, plainKind, type ResourceKind, restApi, role, searchDomain } from '../resources/kinds.ts';
import { isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel, Target } from './types.ts';

/** Metrics have no ARN; their namespace is what narrows. */
const putMetrics: Rule = (input) => {
  const namespaces = pick(input, 'Namespace').values.filter(isThere);
  const only: StaticValue =
    namespaces.length === 1 ? (namespaces[0] as StaticValue) : { kind: 'either', options: namespaces };
  const conditions = namespaces.length > 0 ? { conditions: { 'cloudwatch:namespace': only } } : {};
  return [{ action: 'cloudwatch:PutMetricData', on: '*', ...conditions }];
};

export const cloudwatch: ServiceModel = {
  clients: ['cloudwatch'],
  prefix: 'cloudwatch',
  page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
  parameters: {
    AlarmName: plainKind('alarms', 'cloudwatch', 'alarm:${Name}'),
    DashboardName: {
      ...plainKind('dashboards', 'cloudwatch', ''),
      arn: 'arn:${Partition}:cloudwatch::${Account}:dashboard/${Name}',
    },
  },
  operations: {
    PutMetricData: putMetrics,
    GetMetricData: [{ action: 'cloudwatch:GetMetricData', on: '*' }],
    GetMetricStatistics: [{ action: 'cloudwatch:GetMetricStatistics', on: '*' }],
    ListMetrics: [{ action: 'cloudwatch:ListMetrics', on: '*' }],
  },
};

/**
 * A group's ARN ends with `:*` in policies, for all but tagging (CloudWatch Logs user guide, "Log groups" under
 * "CloudWatch Logs resources and operations"); a stream's name stands in between.
 */
const group: ResourceKind = { ...logGroup, arn: `${logGroup.arn}:*` };

const onGroup =
  (action: string, ...paths: readonly string[]): Rule =>
  (input) => [
    { action, on: named(group, input, ...(paths.length > 0 ? paths : ['logGroupName', 'logGroupIdentifier'])) },
  ];

const onStream =
  (action: string): Rule =>
  (input) => {
    const streams = pick(input, 'logStreamName').values.filter(isThere);
    const behind = (streams.length > 0 ? streams : [unknownValue('the stream is not known')]).map(
      (name): StaticValue => ({ kind: 'concat', parts: [literal(':log-stream:'), name] }),
    );
    return [{ action, on: { ...named(logGroup, input, 'logGroupName'), behind } }];
  };

export const logs: ServiceModel = {
  clients: ['cloudwatch-logs'],
  prefix: 'logs',
  page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html',
  parameters: { logGroupName: group },
  operations: {
    PutLogEvents: onStream('logs:PutLogEvents'),
    CreateLogStream: onStream('logs:CreateLogStream'),
    DeleteLogStream: onStream('logs:DeleteLogStream'),
    GetLogEvents: onStream('logs:GetLogEvents'),
    FilterLogEvents: onGroup('logs:FilterLogEvents'),
    StartQuery: onGroup('logs:StartQuery', 'logGroupName', 'logGroupNames[]', 'logGroupIdentifiers[]'),
    GetQueryResults: [{ action: 'logs:GetQueryResults', on: '*', wide: 'a query is named by its id alone' }],
    StopQuery: [{ action: 'logs:StopQuery', on: '*', wide: 'a query is named by its id alone' }],
    DescribeLogGroups: [
      { action: 'logs:DescribeLogGroups', on: { kind: group, named: [literal('*')] }, wide: 'it lists all groups' },
    ],
    PutSubscriptionFilter: (input) => [
      { action: 'logs:PutSubscriptionFilter', on: named(group, input, 'logGroupName') },
      ...(presence(input, 'roleArn') === 'never'
        ? []
        : [{ action: 'iam:PassRole', on: named(role, input, 'roleArn'), dependent: true } as const]),
    ],
  },
};

/** An address is verified itself or by its domain; the policy has to allow whichever it is. */
function sender(input: StaticValue, ...paths: readonly string[]): Target {
  const kind = plainKind('identities', 'ses', 'identity/${Name}');
  const on = named(kind, input, ...paths);
  const names = on.named.flatMap((value): readonly StaticValue[] => {
    if (value.kind === 'literal') {
      const address = /<([^<>]+)>\s*$/.exec(String(value.value))?.[1] ?? String(value.value);
      const domain = address.slice(address.lastIndexOf('@') + 1);
      return domain === address ? [literal(address)] : [literal(address), literal(domain)];
    }
    return value.kind === 'environment' ? [value, unknownDomain] : [unknownDomain];
  });
  return { ...on, named: names };
}

const unknownDomain = unknownValue('an address is verified itself or by its domain');

const withSet = (action: string, input: StaticValue): readonly Need[] => {
  const kind = plainKind('configuration sets', 'ses', 'configuration-set/${Name}');
  return presence(input, 'ConfigurationSetName') === 'never'
    ? []
    : [{ action, on: named(kind, input, 'ConfigurationSetName') }];
};

const withTemplate = (action: string, input: StaticValue, ...paths: readonly string[]): readonly Need[] => [
  { action, on: named(plainKind('templates', 'ses', 'template/${Name}'), input, ...paths) },
];

const v1 =
  (action: string, template?: string): Rule =>
  (input) => [
    { action, on: sender(input, 'Source') },
    ...withSet(action, input),
    ...(template === undefined ? [] : withTemplate(action, input, template)),
  ];

/** Version 2 asks for the action of the message's form (error messages and policies at the page of `ses`). */
const sendEmail: Rule = (input) => {
  const on = sender(input, 'FromEmailAddressIdentityArn', 'FromEmailAddress');
  const actions = ['ses:SendEmail'];
  if (presence(input, 'Content.Raw') !== 'never') actions.push('ses:SendRawEmail');
  if (presence(input, 'Content.Template') !== 'never') actions.push('ses:SendTemplatedEmail');
  return actions.flatMap((action): readonly Need[] => [
    { action, on, ...(action === 'ses:SendEmail' ? {} : { dependent: true as const }) },
    ...withSet(action, input),
    ...(action === 'ses:SendTemplatedEmail' ? withTemplate(action, input, 'Content.Template.TemplateName') : []),
  ]);
};

const bulk: Rule = (input) =>
  ['ses:SendBulkEmail', 'ses:SendBulkTemplatedEmail'].flatMap((action, index): readonly Need[] => [
    {
      action,
      on: sender(input, 'FromEmailAddressIdentityArn', 'FromEmailAddress'),
      ...(index > 0 ? { dependent: true } : {}),
    },
    ...withSet(action, input),
    ...withTemplate(action, input, 'DefaultContent.Template.TemplateName'),
  ]);

export const ses: ServiceModel = {
  clients: ['ses'],
  prefix: 'ses',
  page: 'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html',
  parameters: {},
  operations: {
    SendEmail: v1('ses:SendEmail'),
    SendRawEmail: v1('ses:SendRawEmail'),
    SendTemplatedEmail: v1('ses:SendTemplatedEmail', 'Template'),
    SendBulkTemplatedEmail: v1('ses:SendBulkTemplatedEmail', 'Template'),
  },
};

export const sesv2: ServiceModel = {
  clients: ['sesv2'],
  prefix: 'ses',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html',
  parameters: {},
  operations: { SendEmail: sendEmail, SendBulkEmail: bulk },
};

/** The HTTP verb of a call is a part of its ARN. */
const connections =
  (verb: string): Rule =>
  (input) => {
    void input;
    return [
      {
        action: 'execute-api:ManageConnections',
        on: { kind: restApi, named: [], behind: [literal(`/*/${verb}/@connections/*`)] },
      },
    ];
  };

/** Which API is meant stands in the client's endpoint; `needed/endpoint-api.ts` puts it in. */
export const managementApi: ServiceModel = {
  clients: ['apigatewaymanagementapi'],
  prefix: 'execute-api',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html',
  parameters: {},
  operations: {
    PostToConnection: connections('POST'),
    GetConnection: connections('GET'),
    DeleteConnection: connections('DELETE'),
  },
};

const iotTopic = plainKind('topics', 'iot', 'topic/${Name}');
const thing = plainKind('things', 'iot', 'thing/${Name}');

export const iotData: ServiceModel = {
  clients: ['iot-data-plane'],
  prefix: 'iot',
  page: 'https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html',
  parameters: { topic: iotTopic, thingName: thing },
  operations: {},
};

export const appSync: ServiceModel = {
  clients: ['appsync'],
  prefix: 'appsync',
  page: 'https://docs.aws.amazon.com/appsync/latest/devguide/security_iam_service-with-iam.html',
  parameters: { apiId: appSyncApi },
  operations: {},
};

export const openSearch: ServiceModel = {
  clients: ['opensearch', 'elasticsearch-service'],
  prefix: 'es',
  page: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html',
  parameters: { DomainName: searchDomain },
  operations: {},
};
