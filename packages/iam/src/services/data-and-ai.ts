import type { StaticValue } from '@bulkhead/core';
import { pick, texts, unknownValue } from '../actions/input.ts';
import { bucket, databaseCluster, plainKind, type ResourceKind, role, secret, workGroup } from '../resources/kinds.ts';
import { each, isThere, literal, named, presence } from './rules.ts';
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

const foundationModel: ResourceKind = {
  ...plainKind('models', 'bedrock', ''),
  arn: 'arn:${Partition}:bedrock:${Region}::foundation-model/${Name}',
};
const profile = plainKind('inference profiles', 'bedrock', 'inference-profile/${Name}');
const profiledModel: ResourceKind = {
  ...plainKind('models', 'bedrock', ''),
  arn: 'arn:${Partition}:bedrock:*::foundation-model/${Name}',
};

/** `eu.anthropic.…` is an inference profile: it needs itself and the model in every region that it may use. */
const model =
  (action: string): Rule =>
  (input) => {
    const ids = pick(input, 'modelId').values.filter(isThere);
    const needs: Need[] = [];
    for (const id of ids) {
      const [, name] =
        id.kind === 'literal' ? (/^(?:us|eu|apac|jp|au|ca|us-gov|global)\.(.+)$/.exec(String(id.value)) ?? []) : [];
      if (name === undefined) needs.push({ action, on: { kind: foundationModel, named: [id] } });
      else {
        needs.push({ action, on: { kind: profile, named: [id] } });
        needs.push({ action, on: { kind: profiledModel, named: [literal(name)] } });
      }
    }
    return needs.length > 0 ? needs : [{ action, on: named(foundationModel, input, 'modelId') }];
  };

export const bedrock: ServiceModel = {
  clients: ['bedrock-runtime', 'bedrock-agent-runtime', 'bedrock'],
  prefix: 'bedrock',
  page: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html',
  parameters: {
    knowledgeBaseId: plainKind('knowledge bases', 'bedrock', 'knowledge-base/${Name}'),
    guardrailIdentifier: plainKind('guardrails', 'bedrock', 'guardrail/${Name}'),
  },
  operations: {
    InvokeModel: model('bedrock:InvokeModel'),
    InvokeModelWithResponseStream: model('bedrock:InvokeModelWithResponseStream'),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithBidirectionalStream.html
    InvokeModelWithBidirectionalStream: model('bedrock:InvokeModel'),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    Converse: model('bedrock:InvokeModel'),
    ConverseStream: model('bedrock:InvokeModelWithResponseStream'),
    InvokeAgent: (input) => {
      const agents = pick(input, 'agentId').values.filter(isThere);
      const aliases = pick(input, 'agentAliasId').values.filter(isThere);
      const paths = (agents.length > 0 ? agents : [unknownValue('the agent is not named')]).flatMap((agent) =>
        (aliases.length > 0 ? aliases : [literal('*')]).map(
          (alias): StaticValue => ({ kind: 'concat', parts: [agent, slash, alias] }),
        ),
      );
      return [
        {
          action: 'bedrock:InvokeAgent',
          on: { kind: plainKind('aliases of agents', 'bedrock', 'agent-alias/${Name}'), named: paths },
        },
      ];
    },
  },
};

/** An image or document in a bucket is read in the caller's name. */
const reading =
  (action: string, ...paths: readonly string[]): Rule =>
  (input) => {
    const needs: Need[] = [{ action }];
    for (const path of paths) {
      for (const object of pick(input, path).values.filter(isThere)) {
        const keys = pick(object, 'Name').values.filter(isThere);
        const behind = (keys.length > 0 ? keys : [unknownValue('its key is not known')]).map(
          (name): StaticValue => ({ kind: 'concat', parts: [slash, name] }),
        );
        const there = presence(object, 'Version') === 'never' ? 's3:GetObject' : 's3:GetObjectVersion';
        needs.push({ action: there, on: { ...named(bucket, object, 'Bucket'), behind }, dependent: true, key: 'read' });
      }
    }
    return needs;
  };

const readAll = (prefix: string, operations: string, ...paths: readonly string[]) =>
  Object.fromEntries(
    operations.split(' ').map((operation) => [operation, reading(`${prefix}:${operation}`, ...paths)]),
  );

export const rekognition: ServiceModel = {
  clients: ['rekognition'],
  prefix: 'rekognition',
  page: 'https://docs.aws.amazon.com/rekognition/latest/dg/security_iam_service-with-iam.html',
  parameters: { CollectionId: plainKind('collections', 'rekognition', 'collection/${Name}') },
  operations: {
    ...readAll(
      'rekognition',
      'DetectLabels DetectFaces DetectText DetectModerationLabels DetectProtectiveEquipment RecognizeCelebrities IndexFaces SearchFacesByImage SearchUsersByImage',
      'Image.S3Object',
    ),
    ...readAll('rekognition', 'CompareFaces', 'SourceImage.S3Object', 'TargetImage.S3Object'),
    ...readAll(
      'rekognition',
      'StartLabelDetection StartFaceDetection StartTextDetection StartContentModeration StartCelebrityRecognition StartPersonTracking StartSegmentDetection StartFaceSearch',
      'Video.S3Object',
    ),
  },
};

export const textract: ServiceModel = {
  clients: ['textract'],
  prefix: 'textract',
  page: 'https://docs.aws.amazon.com/textract/latest/dg/security_iam_service-with-iam.html',
  parameters: {},
  operations: {
    ...readAll('textract', 'DetectDocumentText AnalyzeDocument AnalyzeExpense', 'Document.S3Object'),
    ...readAll('textract', 'AnalyzeID', 'DocumentPages[].S3Object'),
    ...readAll(
      'textract',
      'StartDocumentTextDetection StartDocumentAnalysis StartExpenseAnalysis StartLendingAnalysis',
      'DocumentLocation.S3Object',
    ),
  },
};

export const polly: ServiceModel = {
  clients: ['polly'],
  prefix: 'polly',
  page: 'https://docs.aws.amazon.com/polly/latest/dg/security_iam_id-based-policy-examples.html',
  parameters: {},
  operations: {
    SynthesizeSpeech: [
      { action: 'polly:SynthesizeSpeech', on: '*', wide: 'lexicons are the only resources that it knows' },
    ],
    StartSpeechSynthesisTask: (input) => {
      const prefixes = pick(input, 'OutputS3KeyPrefix').values.filter(isThere);
      const behind = (prefixes.length > 0 ? prefixes : [literal('')]).map(
        (prefix): StaticValue => ({ kind: 'concat', parts: [slash, prefix, literal('*')] }),
      );
      return [
        { action: 'polly:StartSpeechSynthesisTask', on: '*', wide: 'lexicons are the only resources that it knows' },
        {
          action: 's3:PutObject',
          on: { ...named(bucket, input, 'OutputS3BucketName'), behind },
          dependent: true,
          key: 'write',
        },
      ];
    },
  },
};

export const translate: ServiceModel = {
  clients: ['translate'],
  prefix: 'translate',
  page: 'https://docs.aws.amazon.com/translate/latest/dg/identity-and-access-management.html',
  parameters: {},
  operations: {
    TranslateText: (input) => [
      presence(input, 'TerminologyNames') === 'never'
        ? { action: 'translate:TranslateText', on: '*', wide: 'terminologies are the only resources that it knows' }
        : {
            action: 'translate:TranslateText',
            on: named(plainKind('terminologies', 'translate', 'terminology/${Name}'), input, 'TerminologyNames[]'),
          },
    ],
    StartTextTranslationJob: (input) => [
      {
        action: 'translate:StartTextTranslationJob',
        on: '*',
        wide: 'terminologies are the only resources that it knows',
      },
      { action: 'iam:PassRole', on: named(role, input, 'DataAccessRoleArn'), dependent: true },
    ],
  },
};

export const xray: ServiceModel = {
  clients: ['xray'],
  prefix: 'xray',
  page: 'https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html',
  parameters: {},
  operations: each('PutTraceSegments', 'xray:PutTraceSegments'),
};
