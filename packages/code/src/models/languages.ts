import { own, type SinkClass } from '@bulkhead/core';
import type { AbstractValue, Engine, RecordedCall } from '../engine/types.ts';

/*
 * Fields of AWS requests that are a language of their own: queries, commands, programs, policies.
 */

/** How a field is judged: `whole`, by all of it; `order`, by what a shell in the list reads; `written`, by what is text and no JSON of the code's own. */
type Judged = 'whole' | 'order' | 'written';

interface Field {
  /** `Steps[].HadoopJarStep.Args` */
  readonly path: string;
  readonly sink: SinkClass;
  readonly judged: Judged;
}

const SQL = (path: string): Field => ({ path, sink: 'sqli', judged: 'whole' });
const FILTER = (path: string): Field => ({ path, sink: 'nosqli', judged: 'whole' });
const COMMAND = (path: string): Field => ({ path, sink: 'cmdi', judged: 'order' });
const CODE = (path: string): Field => ({ path, sink: 'codei', judged: 'whole' });
const DOCUMENT = (path: string): Field => ({ path, sink: 'codei', judged: 'written' });

/** By `service:operation`; names as the API models spell them. */
const LANGUAGES: Readonly<Record<string, readonly Field[]>> = {
  'rds-data:ExecuteStatement': [SQL('sql')],
  'rds-data:BatchExecuteStatement': [SQL('sql')],
  'rds-data:ExecuteSql': [SQL('sqlStatements')],
  'redshift-data:ExecuteStatement': [SQL('Sql')],
  'redshift-data:BatchExecuteStatement': [SQL('Sqls')],
  'athena:StartQueryExecution': [SQL('QueryString')],
  'athena:CreatePreparedStatement': [SQL('QueryStatement')],
  'athena:UpdatePreparedStatement': [SQL('QueryStatement')],
  'athena:StartCalculationExecution': [CODE('CodeBlock')],
  'timestream-query:Query': [SQL('QueryString')],
  'dynamodb:ExecuteStatement': [SQL('Statement')],
  'dynamodb:BatchExecuteStatement': [SQL('Statements[].Statement')],
  'dynamodb:ExecuteTransaction': [SQL('TransactStatements[].Statement')],
  's3:SelectObjectContent': [SQL('Expression')],
  'config-service:SelectResourceConfig': [SQL('Expression')],
  'config-service:SelectAggregateResourceConfig': [SQL('Expression')],
  'cloudtrail:StartQuery': [SQL('QueryStatement')],
  'neptunedata:ExecuteOpenCypherQuery': [SQL('openCypherQuery')],
  'neptunedata:ExecuteGremlinQuery': [SQL('gremlinQuery')],
  'neptune-graph:ExecuteQuery': [SQL('queryString')],
  'iotsitewise:ExecuteQuery': [SQL('queryStatement')],
  'cloudwatch-logs:StartQuery': [FILTER('queryString')],
  'cloudwatch-logs:FilterLogEvents': [FILTER('filterPattern')],
  'iot:SearchIndex': [FILTER('queryString')],
  'cognito-identity-provider:ListUsers': [FILTER('Filter')],
  'ssm:SendCommand': [{ path: 'Parameters', sink: 'cmdi', judged: 'whole' }],
  'ecs:ExecuteCommand': [{ path: 'command', sink: 'cmdi', judged: 'whole' }],
  'ecs:RunTask': [COMMAND('overrides.containerOverrides[].command')],
  'ecs:StartTask': [COMMAND('overrides.containerOverrides[].command')],
  'batch:SubmitJob': [COMMAND('containerOverrides.command')],
  'emr:AddJobFlowSteps': [COMMAND('Steps[].HadoopJarStep.Args')],
  'ec2:RunInstances': [{ path: 'UserData', sink: 'cmdi', judged: 'whole' }],
  'lambda:UpdateFunctionCode': [CODE('ZipFile')],
  'lambda:CreateFunction': [CODE('Code.ZipFile')],
  'glue:RunStatement': [CODE('Code')],
  'sfn:CreateStateMachine': [DOCUMENT('definition')],
  'sfn:UpdateStateMachine': [DOCUMENT('definition')],
  'sfn:TestState': [DOCUMENT('definition')],
  'cloudformation:CreateStack': [DOCUMENT('TemplateBody')],
  'cloudformation:UpdateStack': [DOCUMENT('TemplateBody')],
  'cloudformation:CreateChangeSet': [DOCUMENT('TemplateBody')],
  'iam:PutRolePolicy': [DOCUMENT('PolicyDocument')],
  'iam:PutUserPolicy': [DOCUMENT('PolicyDocument')],
  'iam:PutGroupPolicy': [DOCUMENT('PolicyDocument')],
  'iam:CreatePolicy': [DOCUMENT('PolicyDocument')],
  'iam:CreatePolicyVersion': [DOCUMENT('PolicyDocument')],
  'iam:UpdateAssumeRolePolicy': [DOCUMENT('PolicyDocument')],
  'sts:AssumeRole': [DOCUMENT('Policy')],
  'sts:AssumeRoleWithWebIdentity': [DOCUMENT('Policy')],
  'sts:GetFederationToken': [DOCUMENT('Policy')],
  's3:PutBucketPolicy': [DOCUMENT('Policy')],
};

/** Looks at the fields of a request that are read as a language. */
export function judgeLanguages(call: RecordedCall, engine: Engine): void {
  const name = `${call.service}.${call.operation}`;
  for (const { path, sink, judged } of own(LANGUAGES, `${call.service}:${call.operation}`) ?? []) {
    for (const value of at(engine, call.input, path.split('.'))) {
      if (judged === 'whole') engine.sink({ class: sink, name, value, place: call.place });
      else if (judged === 'order') judgeOrder(call, engine, name, value);
      else judgeWritten(call, engine, name, value);
    }
  }
}

/** What stands at a path of known fields; `[]` goes into the items of a list. */
function at(engine: Engine, value: AbstractValue, [first, ...rest]: readonly string[]): readonly AbstractValue[] {
  if (first === undefined) return [value];
  const isList = first.endsWith('[]');
  const field = engine.ownField(value, isList ? first.slice(0, -2) : first);
  if (field === undefined) return [];
  const items = isList ? (engine.knownItems(field) ?? [engine.item(field)]) : [field];
  return items.flatMap((item) => at(engine, item, rest));
}

const SHELL = /(?:^|\/)(?:ba|da|z|k|a)?sh$/;

/** `['sh', '-c', text]`: the text is a shell's orders, other words are arguments. The first word is the program. */
function judgeOrder(call: RecordedCall, engine: Engine, name: string, value: AbstractValue): void {
  const tell = (part: AbstractValue | undefined): void => {
    if (part !== undefined) engine.sink({ class: 'cmdi', name, value: part, place: call.place });
  };
  const items = engine.knownItems(value);
  if (items === undefined) {
    if (value.shapes.some(({ kind }) => kind === 'event')) tell(value);
    return;
  }
  tell(items[0]);
  const shell = items.findIndex((item) => SHELL.test(String(engine.constantOf(item))));
  const flag = items.findIndex((item, i) => i > shell && /^-\w*c$/.test(String(engine.constantOf(item))));
  if (shell >= 0 && flag > shell) tell(items[flag + 1]);
}

/** A document that is put together as text, or handed on; what is written as JSON of an object keeps its form. */
function judgeWritten(call: RecordedCall, engine: Engine, name: string, value: AbstractValue): void {
  const shapes = value.shapes.filter(
    (shape) =>
      shape.kind === 'event' ||
      shape.kind === 'text' ||
      (shape.kind === 'unknown' && shape.json?.shapes.some(({ kind }) => kind === 'event') === true),
  );
  if (shapes.length > 0)
    engine.sink({
      class: 'codei',
      name,
      value: { ...value, shapes },
      place: call.place,
      text: `decides the document of ${name}`,
    });
}
