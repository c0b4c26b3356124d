import type { App, CodeAnalysis, LambdaFunction } from '@bulkhead/core';

/** The logical ids that CDK gives them: hashes of their names or paths stand in them. */
const OF_CDK =
  /^(?:BucketNotificationsHandler050a0587b754|LogRetentionaae0aa3c5b4d|AWS679f53fac002430cb0da5b79|CustomCDKBucketDeployment8693BB64968944B6|Custom\w+CustomResourceProviderHandler[0-9A-F]{8}$)|[Ff]rameworkon(?:Event|IsComplete|Timeout)[0-9A-F]{8}$/;

/**
 * Without the code of functions that CDK brings along for its own custom resources: nobody who uses CDK can mend it, and what
 * it may do stands in policies of what it works on.
 */
export function withoutLibraries(app: App, code: CodeAnalysis): CodeAnalysis {
  const own = new Set(app.functions.filter(isOfCdk).map(({ id }) => id));
  if (own.size === 0) return code;
  return {
    functions: new Map([...code.functions].filter(([id]) => !own.has(id))),
    problems: code.problems.filter(({ functionId }) => !own.has(functionId)),
  };
}

function isOfCdk({ id, logicalId }: LambdaFunction): boolean {
  return OF_CDK.test(logicalId ?? id);
}
