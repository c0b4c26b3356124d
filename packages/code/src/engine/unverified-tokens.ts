import type { LambdaFunction } from '@bulkhead/core';
import { type Report, wholeReport } from './report.ts';

/** Subject of the fact. */
export const UNVERIFIED_TOKEN = 'a token';

/** Packages that verify tokens; with one of them at hand, reading the claims is only a part of the way. */
const VERIFIERS =
  /^(?:jsonwebtoken|jose|aws-jwt-verify|jwks-rsa|jwk-to-pem|express-jwt|koa-jwt|passport-jwt|fast-jwt|@hapi\/jwt|cognito-express|jwt|jwcrypto|authlib|cognitojwt|google-auth-library|firebase-admin)$/;

/**
 * Claims of a token count as unverified where nobody has checked it before (the API has no authorizer, or the function is
 * one) and nothing in the code does.
 */
export function dropVerifiedTokens(report: Report, lambda: LambdaFunction, isAuthorizer: boolean): void {
  const isOpen =
    isAuthorizer ||
    lambda.triggers.some(
      (trigger) =>
        ((trigger.type === 'apigateway-v1' || trigger.type === 'apigateway-v2') &&
          (trigger.authorizer === 'none' || trigger.authorizer === 'api-key')) ||
        (trigger.type === 'function-url' && trigger.authType === 'NONE') ||
        trigger.type === 'alb',
    );
  const whole = wholeReport(report);
  const isVerified =
    [...whole.modules.keys()].some((name) => VERIFIERS.test(name)) ||
    [...whole.calls.values()].some(({ operation }) => operation === 'GetUser' || operation === 'AdminInitiateAuth');
  if (isOpen && !isVerified) return;
  for (const [key, fact] of report.facts)
    if (fact.kind === 'own-authentication' && fact.subject === UNVERIFIED_TOKEN) report.facts.delete(key);
}
