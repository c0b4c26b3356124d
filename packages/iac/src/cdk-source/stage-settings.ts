import type { CdkContext } from './context.ts';
import { type Json, notKnown } from './json.ts';
import { constantName, type Fields, fieldsOf, plain, seconds } from './values.ts';

/**
 * What a stage's options say of its methods, as CloudFormation says it; `methodOptions` stands by path and verb.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway.MethodDeploymentOptions.html
 */
export function methodSettings(options: Fields, context: CdkContext): Json {
  const settings = settingsOf(options, '/*', '*', context);
  const byMethod = options.methodOptions;
  if (byMethod !== undefined && byMethod.kind !== 'object') return notKnown('settings of methods');
  for (const [name, value] of Object.entries(fieldsOf(byMethod))) {
    const at = name.lastIndexOf('/');
    settings.push(...settingsOf(fieldsOf(value), name.slice(0, at) || '/', name.slice(at + 1), context));
  }
  return settings.length > 0 ? settings : undefined;
}

function settingsOf(options: Fields, path: string, verb: string, context: CdkContext): Json[] {
  const settings = {
    LoggingLevel: constantName(options.loggingLevel) ?? plain(options.loggingLevel, context),
    DataTraceEnabled: plain(options.dataTraceEnabled, context),
    MetricsEnabled: plain(options.metricsEnabled, context),
    ThrottlingRateLimit: plain(options.throttlingRateLimit, context),
    ThrottlingBurstLimit: plain(options.throttlingBurstLimit, context),
    CachingEnabled: plain(options.cachingEnabled, context),
    CacheDataEncrypted: plain(options.cacheDataEncrypted, context),
    CacheTtlInSeconds: seconds(options.cacheTtl),
  };
  if (Object.values(settings).every((one) => one === undefined)) return [];
  return [{ ResourcePath: path, HttpMethod: verb, ...settings }];
}
