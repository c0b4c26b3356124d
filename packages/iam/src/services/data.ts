import type { StaticValue } from '@bulkhead/core';
import { pick, texts, unknownValue } from '../actions/input.ts';
import { bucket, databaseCluster, plainKind, type ResourceKind, secret, workGroup } from '../resources/kinds.ts';
import { isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel } from './types.ts';

/** The Data API reads the secret in the caller's name. */
const dataApi =
  (action: string): Rule =>
  (input) => [
    { action, on: named(databaseCluster, input, 'resourceArn') },
    { action: 'secretsmanager:GetSecretValue', on: named(secret, input, 'secretArn'), dependent: true },
  ];

export const rdsData: ServiceModel = {
  clients: ['rds-data'],
  prefix: 'rds-data',
  page: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.access.html',
  parameters: { resourceArn: databaseCluster },
  operations: Object.fromEntries(
    ['ExecuteStatement', 'BatchExecuteStatement', 'BeginTransaction', 'CommitTransaction', 'RollbackTransaction'].map(
      (operation) => [operation, dataApi(`rds-data:${operation}`)],
    ),
  ),
};

const cluster = plainKind('clusters', 'redshift', 'cluster:${Name}');
const serverlessWorkGroup = plainKind('workgroups', 'redshift-serverless', 'workgroup/${Name}');
const slash = literal('/');

/** Temporary credentials are fetched in the caller's name unless a secret is given. */
const redshiftQuery =
  (action: string): Rule =>
  (input) => {
    const needs: Need[] = [];
    const onCluster = named(cluster, input, 'ClusterIdentifier');
    const onWorkGroup = named(serverlessWorkGroup, input, 'WorkgroupName');
    if (onWorkGroup.named.length === 0 || onCluster.named.length > 0) needs.push({ action, on: onCluster });
    if (onWorkGroup.named.length > 0 && presence(input, 'WorkgroupName') !== 'never')
      needs.push({ action, on: onWorkGroup });
    if (presence(input, 'SecretArn') !== 'never') {
      return [
        ...needs,
        { action: 'secretsmanager:GetSecretValue', on: named(secret, input, 'SecretArn'), dependent: true },
      ];
    }
    if (presence(input, 'WorkgroupName') !== 'never') {
      return [...needs, { action: 'redshift-serverless:GetCredentials', on: onWorkGroup, dependent: true }];
    }
    const database = inCluster(input, 'dbname', 'Database');
    if (presence(input, 'DbUser') === 'never' && input.kind === 'object' && !input.open) {
      return [...needs, { action: 'redshift:GetClusterCredentialsWithIAM', on: database, dependent: true }];
    }
    const user = inCluster(input, 'dbuser', 'DbUser');
    return [
      ...needs,
      { action: 'redshift:GetClusterCredentials', on: user, dependent: true },
      { action: 'redshift:GetClusterCredentials', on: database, dependent: true },
    ];
  };

function inCluster(input: StaticValue, type: string, path: string) {
  const clusters = pick(input, 'ClusterIdentifier').values.filter(isThere);
  const names = pick(input, path).values.filter(isThere);
  const paths = (clusters.length > 0 ? clusters : [unknownValue('the cluster is not named')]).flatMap((of) =>
    (names.length > 0 ? names : [literal('*')]).map(
      (name): StaticValue => ({ kind: 'concat', parts: [of, slash, name] }),
    ),
  );
  return {
    kind: plainKind(type === 'dbname' ? 'databases' : 'database users', 'redshift', `${type}:\${Name}`),
    named: paths,
  };
}

export const redshiftData: ServiceModel = {
  clients: ['redshift-data'],
  prefix: 'redshift-data',
  page: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html',
  parameters: { ClusterIdentifier: cluster, WorkgroupName: serverlessWorkGroup },
  operations: Object.fromEntries(
    ['ExecuteStatement', 'BatchExecuteStatement', 'ListDatabases', 'ListSchemas', 'ListTables', 'DescribeTable'].map(
      (operation) => [operation, redshiftQuery(`redshift-data:${operation}`)],
    ),
  ),
};

/** Results are written to, and read from, the bucket in the caller's name. */
const results = (input: StaticValue): readonly Need[] => {
  const locations = texts(input, 'ResultConfiguration.OutputLocation');
  return locations.flatMap((location): readonly Need[] => {
    const [, name, prefix] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location) ?? [];
    if (name === undefined) return [];
    const whole = { kind: bucket, named: [literal(name)] };
    const objects = { ...whole, behind: [literal(`/${prefix ?? ''}*`)] };
    return [
      { action: 's3:GetBucketLocation', on: whole, dependent: true },
      { action: 's3:ListBucket', on: whole, dependent: true },
      ...['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'].map(
        (action): Need => ({ action, on: objects, dependent: true }),
      ),
    ];
  });
};

const catalog: ResourceKind = {
  ...plainKind('catalogs', 'glue', 'catalog'),
  arn: 'arn:${Partition}:glue:${Region}:${Account}:catalog',
};
const glueDatabase = plainKind('databases', 'glue', 'database/${Name}');
const glueTable = plainKind('tables', 'glue', 'table/${Name}');

/** The catalog, the database and the table are all judged (Glue developer guide, "Resource ARNs"). */
const inCatalog =
  (action: string, databasePath: string, tablePath?: string): Rule =>
  (input) => {
    const databases = named(glueDatabase, input, databasePath);
    const needs: Need[] = [
      { action, on: { kind: catalog, named: [literal('catalog')] } },
      { action, on: databases },
    ];
    if (tablePath === undefined) return needs;
    const tables = pick(input, tablePath).values.filter(isThere);
    const paths = databases.named.flatMap((database) =>
      (tables.length > 0 ? tables : [literal('*')]).map(
        (name): StaticValue => ({ kind: 'concat', parts: [database, slash, name] }),
      ),
    );
    return [...needs, { action, on: { kind: glueTable, named: paths } }];
  };

const queryTables: Rule = (input) =>
  ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'].flatMap((action) => {
    const rule = inCatalog(action, 'QueryExecutionContext.Database', 'none');
    const needs = typeof rule === 'function' ? rule(input) : rule;
    return needs.map((need): Need => ({ ...need, dependent: true }));
  });

export const athena: ServiceModel = {
  clients: ['athena'],
  prefix: 'athena',
  // Athena uses the caller's permissions on the catalog and on the buckets.
  page: 'https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html',
  parameters: { WorkGroup: workGroup },
  operations: {
    StartQueryExecution: (input) => [
      { action: 'athena:StartQueryExecution', on: { ...named(workGroup, input, 'WorkGroup'), otherwise: 'primary' } },
      ...(typeof queryTables === 'function' ? queryTables(input) : queryTables),
      ...results(input),
    ],
  },
};

export const glue: ServiceModel = {
  clients: ['glue'],
  prefix: 'glue',
  page: 'https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html',
  parameters: {
    JobName: plainKind('jobs', 'glue', 'job/${Name}'),
    Name: plainKind('crawlers', 'glue', 'crawler/${Name}'),
  },
  operations: {
    GetDatabase: inCatalog('glue:GetDatabase', 'Name'),
    GetTable: inCatalog('glue:GetTable', 'DatabaseName', 'Name'),
    GetTables: inCatalog('glue:GetTables', 'DatabaseName', 'none'),
    CreateTable: inCatalog('glue:CreateTable', 'DatabaseName', 'TableInput.Name'),
    UpdateTable: inCatalog('glue:UpdateTable', 'DatabaseName', 'TableInput.Name'),
    DeleteTable: inCatalog('glue:DeleteTable', 'DatabaseName', 'Name'),
    GetPartition: inCatalog('glue:GetPartition', 'DatabaseName', 'TableName'),
    GetPartitions: inCatalog('glue:GetPartitions', 'DatabaseName', 'TableName'),
    CreatePartition: inCatalog('glue:CreatePartition', 'DatabaseName', 'TableName'),
    BatchCreatePartition: inCatalog('glue:BatchCreatePartition', 'DatabaseName', 'TableName'),
    BatchUpdatePartition: inCatalog('glue:UpdatePartition', 'DatabaseName', 'TableName'),
    UpdatePartition: inCatalog('glue:UpdatePartition', 'DatabaseName', 'TableName'),
    GetPartitionIndexes: inCatalog('glue:GetTable', 'DatabaseName', 'TableName'),
    CreatePartitionIndex: inCatalog('glue:UpdateTable', 'DatabaseName', 'TableName'),
    DeletePartitionIndex: inCatalog('glue:UpdateTable', 'DatabaseName', 'TableName'),
  },
};
