import { type FixContext, type FixPlan, setProperty } from './context.ts';

/**
 * A year, in days: the shortest time that checkov's CKV_AWS_338 and Security Hub's CloudWatch.16 accept. Shorter times
 * delete what an investigation may still need, which is for a person to decide.
 */
const DAYS = 365;

export function logRetention(context: FixContext): FixPlan {
  const { model, finding } = context;
  const group = model.resources.find(({ id, type }) => type === 'AWS::Logs::LogGroup' && id === finding.subject);
  if (group?.origin !== 'generated') {
    return setProperty(context, {
      path: ['RetentionInDays'],
      value: DAYS,
      terraform: { aws_cloudwatch_log_group: ['retention_in_days'] },
    });
  }
  if (model.app.framework !== 'serverless') return { refuse: 'is made by a tool; change what it is made of' };
  return { file: model.app.file, path: ['provider', 'logRetentionInDays'], value: DAYS };
}
