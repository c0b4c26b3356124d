import { listed } from '@bulkhead/core';
import { nodeFunction, pythonFunction } from '../helpers/fixture.ts';
import { type FunctionView, functionsOf, nameOf } from '../helpers/functions.ts';
import { fitsAction } from '../helpers/glob.ts';
import { namesResource } from '../helpers/resource-actions.ts';
import { isLinked, ofType } from '../helpers/resources.ts';
import { field, refsOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

/** What Lambda or its helpers use without a line of code that shows it. */
const RUNTIME =
  /^(?:logs|xray|cloudwatch:PutMetricData|ec2:(?:\w*NetworkInterface|\w*PrivateIp)|lambda:(?:GetLayer|\w*DurableExecution)|kms|appconfig|ssmmessages|ecr)/i;
/** Signed requests over HTTP and connections that no SDK call shows. */
const UNSEEN = /^(?:execute-api|appsync|es|aoss|iot|rds-db|neptune-db|kafka|kafka-cluster|elasticfilesystem|s3files):/i;
/** Packages that call AWS by themselves, and the actions of which nothing is known where one of them is there. */
const LIBRARIES: readonly (readonly [packages: RegExp, actions: RegExp])[] = [
  [
    /^(?:strands|langchain_aws|llama_index|litellm|crewai|pydantic_ai|anthropic|@langchain\/aws|@ai-sdk\/amazon-bedrock|@strands-agents\/|@anthropic-ai\/bedrock-sdk)/,
    /^bedrock/i,
  ],
  [/^(?:pyqldb|amazon-qldb-driver)/, /^qldb:/i],
];
/** AWS's own packages, and those with a model: each call is known. */
const KNOWN =
  /^(?:@aws-sdk\/|@smithy\/|aws-sdk|boto3|botocore|@aws-lambda-powertools\/|aws_lambda_powertools|aws_xray_sdk|aws-xray-sdk|aws-cdk|@types\/|@aws-crypto\/|@middy\/|electrodb$|dynamoose$|dynamodb-toolbox)/;
/** Packages that wrap a service and that nothing is known of but their names: `type-dynamo`, `multer-s3`, `sqs-consumer`. */
const WRAPPERS: readonly (readonly [packages: RegExp, actions: RegExp])[] = [
  [/dynamo|dynogels|typedorm|vogels/i, /^dynamodb:/i],
  [/(?:^|[^a-z])s3(?:$|[^a-z])|^s3fs$|smart_open|awswrangler/i, /^s3:/i],
  [/(?:^|[^a-z])sqs(?:$|[^a-z])/i, /^sqs:/i],
  [/(?:^|[^a-z])sns(?:$|[^a-z])/i, /^sns:/i],
  [/(?:^|[^a-z])ses(?:$|[^a-z])/i, /^ses:/i],
  [/kinesis|firehose/i, /^(?:kinesis|firehose):/i],
  [/cognito/i, /^cognito-i/i],
  [/secrets?[-_]?manager|(?:^|[^a-z])ssm(?:$|[^a-z])|parameter[-_]?store/i, /^(?:secretsmanager|ssm):/i],
  [/athena|awswrangler/i, /^(?:athena|glue):/i],
  [/rds[-_]?data|data[-_]?api[-_]?client/i, /^rds-data:/i],
  [/cloudwatch/i, /^(?:cloudwatch|logs):/i],
];
/** What Lambda itself sends to a dead-letter queue or destination, in the function's name. */
const DELIVERS =
  /^(?:sqs:(?:SendMessage|GetQueueAttributes|GetQueueUrl)|sns:Publish|events:PutEvents|lambda:InvokeFunction|s3:(?:PutObject|ListBucket))$/i;

const CODE = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  const db = new DynamoDBClient({});
  export const handler = async (event) => {
    const found = await db.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: String(event.id) } } }));
    console.log('asked', Boolean(found.Item));
  };
`;
const policy = (actions: string) => `Policies: [{ Statement: [{ Effect: Allow, Action: ${actions}, Resource: '*' }] }]`;

export const rule: Rule = {
  id: 'iam-unused-permission',
  title: 'The role allows what the code never does',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'Rights that no line of code uses serve nobody but an intruder. They pile up with each copied statement, and only somebody who reads role and code side by side notices.',
  fix: 'Take the actions out; bulkhead roles --diff shows what stays, with the line that needs it.',
  references: ['CWE-250', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html', 'OWASP A01:2021'],
  peers: [],
  *check(model) {
    const noActions = noActionsOf(model);
    for (const [view, ...others] of byRole(model)) {
      // A role of another stack is judged there, with all who have it.
      if (view.role !== undefined && isLinked(model, view.role.id)) continue;
      const away = model.around?.uses.filter(({ role }) => role === view.role?.id) ?? [];
      if (away.some(({ actions }) => actions === undefined)) continue;
      const needed = model.needed.get(view.fn.id);
      const granted = model.granted.get(view.fn.id);
      if (!needed || !granted || !view.code) continue;
      // What could not be read may need anything.
      if (view.code.problems.some(({ kind }) => kind !== 'dynamic-import' && kind !== 'minified')) continue;
      const wanted = needed.flatMap(({ actions }) => actions);
      // A role that others share may be theirs: then all of them have to be without a use.
      if (others.some((other) => !model.needed.has(other.fn.id) || (other.code?.problems.length ?? 1) > 0)) continue;
      const sharedWanted = others.flatMap((other) =>
        (model.needed.get(other.fn.id) ?? []).flatMap(({ actions }) => actions),
      );
      const all = [...new Set([...wanted, ...sharedWanted, ...away.flatMap(({ actions }) => actions ?? [])])];
      const libraries = [view, ...others].flatMap((one) => one.code?.modules.map(({ name }) => name) ?? []);
      const foreign = libraries.filter((name) => !KNOWN.test(name));
      const byLibraries = [
        ...LIBRARIES.filter(([packages]) => libraries.some((name) => packages.test(name))),
        ...WRAPPERS.filter(([packages]) => foreign.some((name) => packages.test(name))),
      ];
      const operations = new Set(
        [view, ...others].flatMap((one) => one.code?.calls.map(({ operation }) => operation.toLowerCase()) ?? []),
      );
      const delivers = [view, ...others].some((one) => hasDestination(model, one));
      const unused = granted.flatMap((statement) => {
        if (statement.effect !== 'Allow' || statement.notActions !== undefined || statement.from.startsWith('arn:'))
          return [];
        const judged = statement.actions.filter(
          (action) =>
            !RUNTIME.test(action) &&
            !UNSEEN.test(action) &&
            action !== '*' &&
            !noActions.has(action.toLowerCase()) &&
            !(delivers && DELIVERS.test(action)) &&
            !byLibraries.some(([, pattern]) => pattern.test(action)),
        );
        const actions = judged.filter(
          (action) => !all.some((used) => fitsAction(action, used)) && !isCalled(action, operations),
        );
        return actions.length > 0 ? [{ statement, actions, whole: actions.length === judged.length }] : [];
      });
      // A statement of which nothing is used stands for a mistake; a leftover beside used ones, for a template's habit.
      const first = unused.find(({ whole }) => whole) ?? unused[0];
      if (!first) continue;
      const actions = [...new Set(unused.flatMap((part) => part.actions))];
      const grave = actions.some(
        (action) =>
          /^(?:iam|sts|secretsmanager|kms|organizations):/i.test(action) ||
          namesResource(action)?.[0]?.access === 'secret',
      );
      const who =
        others.length + away.length > 0
          ? `none of the ${others.length + away.length + 1} functions with this role uses`
          : `${nameOf(view)} never uses`;
      yield {
        message: `The role allows ${listed(actions, 6)}, which ${who}`,
        place: first.statement.place,
        subject: view.fn.id,
        key: first.statement.from,
        severity: grave && first.whole ? 'high' : first.whole ? 'medium' : 'low',
        steps: unused
          .slice(0, 20)
          .map((part) => ({ place: part.statement.place, text: `unused: ${listed(part.actions, 6)}` })),
        fix: `Remove ${listed(actions, 6)}; bulkhead roles --diff shows what stays, with the line that needs it.`,
      };
    }
  },
  fixtures: {
    fails: [nodeFunction('it only reads', CODE, policy("['dynamodb:GetItem', 'dynamodb:DeleteItem']"))],
    passes: [
      nodeFunction('what it reads', CODE, policy("['dynamodb:GetItem']")),
      nodeFunction(
        'an operation that asks for no permission',
        `
      import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
      const users = new CognitoIdentityProviderClient({});
      export const handler = async (event) => {
        console.log('signing in');
        return users.send(new InitiateAuthCommand({ AuthFlow: 'USER_SRP_AUTH', ClientId: 'c', AuthParameters: event.with }));
      };
    `,
        policy("['cognito-idp:InitiateAuth']"),
      ),
      nodeFunction(
        'a role that a call hands on',
        `
      import { CognitoIdentityClient, SetIdentityPoolRolesCommand } from '@aws-sdk/client-cognito-identity';
      const pools = new CognitoIdentityClient({});
      export const handler = async (event) => {
        console.log('set');
        return pools.send(new SetIdentityPoolRolesCommand({ IdentityPoolId: event.pool, Roles: { authenticated: event.role } }));
      };
    `,
        policy("['cognito-identity:SetIdentityPoolRoles', 'iam:PassRole']"),
      ),
      nodeFunction('a name that is no action', CODE, policy("['dynamodb:GetItem', 'dynamodb:GetItems']")),
      nodeFunction(
        'a package that wraps the service',
        "import { TypeDynamo } from 'type-dynamo';\nexport const handler = async (event) => { console.log('asked'); return new TypeDynamo({}).all(); };",
        policy("['dynamodb:Query']"),
      ),
      pythonFunction(
        'an agent whose library calls the model',
        `
      from strands import Agent
      agent = Agent()
      def handler(event, context):
          print("asked")
          return str(agent("hello"))
    `,
        policy("['bedrock:InvokeModel']"),
      ),
    ],
  },
};

/** Operations that hand a role to a service, which takes `iam:PassRole` and no call of IAM's. */
const PASSES_ROLE =
  /^(?:setidentitypoolroles|(?:create|update)(?:function|functionconfiguration|schedule|rule|pipe|statemachine|job|stack|changeset|crawler|cluster|deliverystream|datasource|trainingjob|transformjob|model|project|service|environment)|put(?:targets|rule|lifecyclehook)|run(?:task|instances|jobflow)|starttask|registertaskdefinition|start\w*job\w*|start(?:document|export|backup)\w*|associateiaminstanceprofile)$/;

/** Operations that ask for no permission (`InitiateAuth`) are called all the same, and a role is passed by those that take one. */
function isCalled(action: string, operations: ReadonlySet<string>): boolean {
  const name = action.slice(action.indexOf(':') + 1).toLowerCase();
  if (name === 'passrole') return [...operations].some((operation) => PASSES_ROLE.test(operation));
  return operations.has(name);
}

/** Actions that do not exist, in lower case: iam-unknown-action says so of them. */
function noActionsOf(model: PostureModel): ReadonlySet<string> {
  const found = new Set<string>();
  for (const issues of model.policyIssues.values())
    for (const { kind, text } of issues)
      if (kind === 'unknown-action') found.add(/^names ([^,]+),/.exec(text)?.[1]?.toLowerCase() ?? '');
  return found;
}

/** Whether Lambda itself delivers something for the function: what failed, or what was answered. */
function hasDestination(model: PostureModel, { fn, resource }: FunctionView): boolean {
  if (fn.asyncInvoke?.onFailure ?? fn.asyncInvoke?.onSuccess ?? fn.asyncInvoke?.deadLetters) return true;
  if (field(resource?.properties, 'DeadLetterConfig') !== undefined) return true;
  return ofType(model, 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig').some(
    (config) =>
      field(config.properties, 'DestinationConfig') !== undefined &&
      resource !== undefined &&
      refsOf(field(config.properties, 'FunctionName')).includes(resource.id),
  );
}

/** Functions by the role that they hold; one whose role is not known stands alone. */
function byRole(model: PostureModel): Iterable<[FunctionView, ...FunctionView[]]> {
  const groups = new Map<unknown, [FunctionView, ...FunctionView[]]>();
  for (const view of functionsOf(model)) {
    const group = groups.get(view.role ?? view);
    if (group) group.push(view);
    else groups.set(view.role ?? view, [view]);
  }
  return groups.values();
}
