// Written by build-registry.mjs from the folders beside this file.
import { rule as eventSourceTokenPlain } from './functions/event-source-token-plain.ts';
import { rule as flowBypass } from './functions/flow-bypass.ts';
import { rule as functionUrlPublic } from './functions/function-url-public.ts';
import { rule as lambdaConcurrencyMissing } from './functions/lambda-concurrency-missing.ts';
import { rule as lambdaConcurrencyZero } from './functions/lambda-concurrency-zero.ts';
import { rule as lambdaDebugVariables } from './functions/lambda-debug-variables.ts';
import { rule as lambdaEnvironmentKey } from './functions/lambda-environment-key.ts';
import { rule as lambdaLayerForeign } from './functions/lambda-layer-foreign.ts';
import { rule as lambdaNotInVpc } from './functions/lambda-not-in-vpc.ts';
import { rule as lambdaPermissionAnySource } from './functions/lambda-permission-any-source.ts';
import { rule as lambdaPermissionBroad } from './functions/lambda-permission-broad.ts';
import { rule as lambdaPermissionPublic } from './functions/lambda-permission-public.ts';
import { rule as lambdaReservedVariable } from './functions/lambda-reserved-variable.ts';
import { rule as lambdaRuntimeEndOfLife } from './functions/lambda-runtime-end-of-life.ts';
import { rule as lambdaSecretInEnvironment } from './functions/lambda-secret-in-environment.ts';
import { rule as lambdaSharedRole } from './functions/lambda-shared-role.ts';
import { rule as lambdaTimeoutMaximum } from './functions/lambda-timeout-maximum.ts';
import { rule as lambdaTracingOff } from './functions/lambda-tracing-off.ts';
import { rule as lambdaUnused } from './functions/lambda-unused.ts';
import { rule as lambdaVersionOpenToOthers } from './functions/lambda-version-open-to-others.ts';
import { rule as lambdaVpcOneSubnet } from './functions/lambda-vpc-one-subnet.ts';
import { rule as walletExposure } from './functions/wallet-exposure.ts';
import { rule as iamActionAny } from './iam/iam-action-any.ts';
import { rule as iamActionWildcard } from './iam/iam-action-wildcard.ts';
import { rule as iamAdmin } from './iam/iam-admin.ts';
import { rule as iamAllowNotAction } from './iam/iam-allow-not-action.ts';
import { rule as iamChangesAccess } from './iam/iam-changes-access.ts';
import { rule as iamChangesCode } from './iam/iam-changes-code.ts';
import { rule as iamHandsOutCredentials } from './iam/iam-hands-out-credentials.ts';
import { rule as iamManagedPolicyPowerful } from './iam/iam-managed-policy-powerful.ts';
import { rule as iamMissingPermission } from './iam/iam-missing-permission.ts';
import { rule as iamNotPrincipal } from './iam/iam-not-principal.ts';
import { rule as iamOidcTrustOpen } from './iam/iam-oidc-trust-open.ts';
import { rule as iamOldPolicyVersion } from './iam/iam-old-policy-version.ts';
import { rule as iamPassRoleAny } from './iam/iam-pass-role-any.ts';
import { rule as iamPrivilegeEscalation } from './iam/iam-privilege-escalation.ts';
import { rule as iamResourceAny } from './iam/iam-resource-any.ts';
import { rule as iamServiceAny } from './iam/iam-service-any.ts';
import { rule as iamTrustAny } from './iam/iam-trust-any.ts';
import { rule as iamUnusedPermission } from './iam/iam-unused-permission.ts';
import { rule as fanOutToOwnTrigger } from './loops/fan-out-to-own-trigger.ts';
import { rule as lambdaSelfInvoke } from './loops/lambda-self-invoke.ts';
import { rule as recursionDirect } from './loops/recursion-direct.ts';
import { rule as recursionThroughFunctions } from './loops/recursion-through-functions.ts';
import { rule as retryAmplification } from './loops/retry-amplification.ts';
import { rule as unboundedRecursion } from './loops/unbounded-recursion.ts';
import type { Rule } from './rule.ts';
import { rule as apiTimeoutTooLong } from './triggers/api-timeout-too-long.ts';
import { rule as batchFailuresNotAnswered } from './triggers/batch-failures-not-answered.ts';
import { rule as batchFailuresNotReported } from './triggers/batch-failures-not-reported.ts';
import { rule as lambdaAsyncNoFailurePath } from './triggers/lambda-async-no-failure-path.ts';
import { rule as lambdaRecursionAllowed } from './triggers/lambda-recursion-allowed.ts';
import { rule as lambdaSeveralTriggers } from './triggers/lambda-several-triggers.ts';
import { rule as sqsVisibilityTooShort } from './triggers/sqs-visibility-too-short.ts';
import { rule as streamNoFailureDestination } from './triggers/stream-no-failure-destination.ts';
import { rule as streamUnlimitedRetries } from './triggers/stream-unlimited-retries.ts';
import { rule as triggerAtLatest } from './triggers/trigger-at-latest.ts';

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  apiTimeoutTooLong,
  batchFailuresNotAnswered,
  batchFailuresNotReported,
  eventSourceTokenPlain,
  fanOutToOwnTrigger,
  flowBypass,
  functionUrlPublic,
  iamActionAny,
  iamActionWildcard,
  iamAdmin,
  iamAllowNotAction,
  iamChangesAccess,
  iamChangesCode,
  iamHandsOutCredentials,
  iamManagedPolicyPowerful,
  iamMissingPermission,
  iamNotPrincipal,
  iamOidcTrustOpen,
  iamOldPolicyVersion,
  iamPassRoleAny,
  iamPrivilegeEscalation,
  iamResourceAny,
  iamServiceAny,
  iamTrustAny,
  iamUnusedPermission,
  lambdaAsyncNoFailurePath,
  lambdaConcurrencyMissing,
  lambdaConcurrencyZero,
  lambdaDebugVariables,
  lambdaEnvironmentKey,
  lambdaLayerForeign,
  lambdaNotInVpc,
  lambdaPermissionAnySource,
  lambdaPermissionBroad,
  lambdaPermissionPublic,
  lambdaRecursionAllowed,
  lambdaReservedVariable,
  lambdaRuntimeEndOfLife,
  lambdaSecretInEnvironment,
  lambdaSelfInvoke,
  lambdaSeveralTriggers,
  lambdaSharedRole,
  lambdaTimeoutMaximum,
  lambdaTracingOff,
  lambdaUnused,
  lambdaVersionOpenToOthers,
  lambdaVpcOneSubnet,
  recursionDirect,
  recursionThroughFunctions,
  retryAmplification,
  sqsVisibilityTooShort,
  streamNoFailureDestination,
  streamUnlimitedRetries,
  triggerAtLatest,
  unboundedRecursion,
  walletExposure,
];
