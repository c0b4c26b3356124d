import type { FixContext, FixPlan, KeyPath } from './context.ts';

const ASKED = 'ReportBatchItemFailures';

/** Asks for failed records where the code names them already; elsewhere the answer would count as complete success. */
export function batchFailures({ finding, view }: FixContext): FixPlan {
  if (!finding.steps || finding.steps.length === 0) {
    return { refuse: 'has code that does not name failed records yet: answer with batchItemFailures first' };
  }
  const { file } = finding.place;
  const template = view(file);
  const path = template?.pathAt(finding.place) ?? [];
  if (file.endsWith('.tf')) {
    if (path[1] !== 'aws_lambda_event_source_mapping') return { refuse: 'is set by another resource' };
    return { file, path: [...path, 'function_response_types'], value: [ASKED] };
  }
  for (let length = path.length; length > 0; length--) {
    const here = path.slice(0, length);
    const below = settingAt(here, template?.valueAt(here));
    if (!below) continue;
    const isList = below.at(-1) === 'FunctionResponseTypes';
    return { file, path: below, value: isList ? [ASKED] : ASKED };
  }
  return { refuse: 'is made by a tool; change what it is made of' };
}

/** CloudFormation's and SAM's spelling is the same; serverless.yml has one of its own. */
function settingAt(path: KeyPath, value: unknown): KeyPath | undefined {
  const own = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const isEvent = path.at(-2) === 'Events' && /^(?:SQS|Kinesis|DynamoDB)$/.test(String(own['Type']));
  if (isEvent || own['Type'] === 'AWS::Lambda::EventSourceMapping') {
    return [...path, 'Properties', 'FunctionResponseTypes'];
  }
  if (path.at(-3) === 'events' && typeof path.at(-2) === 'number') return [...path, 'functionResponseType'];
  if (path.at(-2) === 'events' && typeof path.at(-1) === 'number') {
    const kind = ['sqs', 'stream'].find((key) => own[key] !== undefined);
    return kind === undefined ? undefined : [...path, kind, 'functionResponseType'];
  }
  return undefined;
}
