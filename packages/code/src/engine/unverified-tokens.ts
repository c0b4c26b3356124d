import type { LambdaFunction } from '@bulkhead/core';
import { type Report, wholeReport } from './report.ts';

/** Subject of the fact. */
export const UNVERIFIED_TOKEN = 'a token';

/** Step of a flow whose data a library has read of such a token. */
export const UNVERIFIED_CLAIMS = 'is read of a token whose signature is not checked';

/** Subject of the fact where the claims of a token are read without a check by their own. */
export const UNVERIFIED_READ = 'jwt.get_unverified_claims';

/** Subject of the fact where the code itself asks whether a signature fits a key. */
export const VERIFIED_BY_KEY = 'jose.jwk';

/** Packages that verify tokens; with one of them at hand, reading the claims is only a part of the way. */
const VERIFIERS =
  /^(?:jsonwebtoken|jose|aws-jwt-verify|jwks-rsa|jwk-to-pem|express-jwt|koa-jwt|passport-jwt|fast-jwt|@hapi\/jwt|cognito-express|jwt|jwcrypto|authlib|cognitojwt|google-auth-library|firebase-admin)$/;

/** Packages that can do either. */
const READS_TOO = /^(?:jsonwebtoken|jose|jws|njwt|jwt-simple|jwt-decode)$/;

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
  // `jwk.construct(key).verify(message, signature)`, and the claims afterwards: by hand, as AWS's own sample does it.
  const isByHand = [...whole.facts.values()].some(({ subject }) => subject === VERIFIED_BY_KEY);
  if (isByHand)
    for (const [key, fact] of report.facts)
      if (fact.kind === 'own-authentication' && fact.subject === UNVERIFIED_READ) report.facts.delete(key);
  const isVerified =
    [...whole.modules.keys()].some((name) => VERIFIERS.test(name)) ||
    [...whole.calls.values()].some(({ operation }) => operation === 'GetUser' || operation === 'AdminInitiateAuth');
  // A package that reads and verifies has verified where its call says so.
  const hasChecked =
    [...whole.modules.keys()].some((name) => VERIFIERS.test(name) && !READS_TOO.test(name)) ||
    [...whole.facts.values()].some(({ kind, subject }) => kind === 'own-authentication' && READS_TOO.test(subject));
  if (!isOpen || hasChecked)
    for (const [key, flow] of report.flows)
      if (flow.steps.some(({ text }) => text === UNVERIFIED_CLAIMS)) report.flows.delete(key);
  if (isOpen && !isVerified) return;
  for (const [key, fact] of report.facts)
    if (fact.kind === 'own-authentication' && fact.subject === UNVERIFIED_TOKEN) report.facts.delete(key);
}
