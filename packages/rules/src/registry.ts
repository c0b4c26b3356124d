// Written by build-registry.mjs from the folders beside this file.
import { rule as apiAccessLogOff } from './apis/api-access-log-off.ts';
import { rule as apiAccessLogUnstructured } from './apis/api-access-log-unstructured.ts';
import { rule as apiBackendPublic } from './apis/api-backend-public.ts';
import { rule as apiCachePlain } from './apis/api-cache-plain.ts';
import { rule as apiDataTrace } from './apis/api-data-trace.ts';
import { rule as apiExecutionLogOff } from './apis/api-execution-log-off.ts';
import { rule as apiKeyOnly } from './apis/api-key-only.ts';
import { rule as apiNoClientCertificate } from './apis/api-no-client-certificate.ts';
import { rule as apiNoFirewall } from './apis/api-no-firewall.ts';
import { rule as apiNoThrottle } from './apis/api-no-throttle.ts';
import { rule as apiPolicyAnyCaller } from './apis/api-policy-any-caller.ts';
import { rule as apiRoutePublic } from './apis/api-route-public.ts';
import { rule as apiStageSecret } from './apis/api-stage-secret.ts';
import { rule as appsyncKeyOnly } from './apis/appsync-key-only.ts';
import { rule as appsyncLogOff } from './apis/appsync-log-off.ts';
import { rule as authorizerCacheWide } from './apis/authorizer-cache-wide.ts';
import { rule as cloudfrontPlain } from './apis/cloudfront-plain.ts';
import { rule as corsAnyOriginCredentials } from './apis/cors-any-origin-credentials.ts';
import { rule as entryTracingOff } from './apis/entry-tracing-off.ts';
import { rule as eventNotValidated } from './apis/event-not-validated.ts';
import { rule as firewallNoKnownInputs } from './apis/firewall-no-known-inputs.ts';
import { rule as jwtAudienceMissing } from './apis/jwt-audience-missing.ts';
import { rule as privateApiOpen } from './apis/private-api-open.ts';
import { rule as tlsOutdated } from './apis/tls-outdated.ts';
import { rule as customerKeyMissing } from './data/customer-key-missing.ts';
import { rule as dataDeletedWithStack } from './data/data-deleted-with-stack.ts';
import { rule as dynamodbCapacityFixed } from './data/dynamodb-capacity-fixed.ts';
import { rule as dynamodbNoRecovery } from './data/dynamodb-no-recovery.ts';
import { rule as firehoseNotEncrypted } from './data/firehose-not-encrypted.ts';
import { rule as firehoseSecret } from './data/firehose-secret.ts';
import { rule as kinesisRetentionShort } from './data/kinesis-retention-short.ts';
import { rule as s3AccessLogOff } from './data/s3-access-log-off.ts';
import { rule as s3AclPublic } from './data/s3-acl-public.ts';
import { rule as s3CorsAnyOrigin } from './data/s3-cors-any-origin.ts';
import { rule as s3NoLock } from './data/s3-no-lock.ts';
import { rule as s3NoReplication } from './data/s3-no-replication.ts';
import { rule as s3PlainTransport } from './data/s3-plain-transport.ts';
import { rule as s3PolicyLockout } from './data/s3-policy-lockout.ts';
import { rule as s3PolicyPublic } from './data/s3-policy-public.ts';
import { rule as s3PublicAccessAllowed } from './data/s3-public-access-allowed.ts';
import { rule as s3VersioningOff } from './data/s3-versioning-off.ts';
import { rule as storeNotEncrypted } from './data/store-not-encrypted.ts';
import { rule as storePlainTransport } from './data/store-plain-transport.ts';
import { rule as storePublic } from './data/store-public.ts';
import { rule as debugOn } from './errors/debug-on.ts';
import { rule as directoryListing } from './errors/directory-listing.ts';
import { rule as errorInResponse } from './errors/error-in-response.ts';
import { rule as eventLogged } from './errors/event-logged.ts';
import { rule as logsNothing } from './errors/logs-nothing.ts';
import { rule as loopWithoutDeadline } from './errors/loop-without-deadline.ts';
import { rule as egressOpen } from './functions/egress-open.ts';
import { rule as eventSourceTokenPlain } from './functions/event-source-token-plain.ts';
import { rule as flowBypass } from './functions/flow-bypass.ts';
import { rule as functionUrlPublic } from './functions/function-url-public.ts';
import { rule as handlerMissing } from './functions/handler-missing.ts';
import { rule as lambdaCodeNotSigned } from './functions/lambda-code-not-signed.ts';
import { rule as lambdaConcurrencyMissing } from './functions/lambda-concurrency-missing.ts';
import { rule as lambdaConcurrencyZero } from './functions/lambda-concurrency-zero.ts';
import { rule as lambdaDebugVariables } from './functions/lambda-debug-variables.ts';
import { rule as lambdaDefaultsLeft } from './functions/lambda-defaults-left.ts';
import { rule as lambdaEnvironmentKey } from './functions/lambda-environment-key.ts';
import { rule as lambdaIdentical } from './functions/lambda-identical.ts';
import { rule as lambdaLayerForeign } from './functions/lambda-layer-foreign.ts';
import { rule as lambdaMadeByHand } from './functions/lambda-made-by-hand.ts';
import { rule as lambdaMemoryMaximum } from './functions/lambda-memory-maximum.ts';
import { rule as lambdaNotInVpc } from './functions/lambda-not-in-vpc.ts';
import { rule as lambdaOldVersionsKept } from './functions/lambda-old-versions-kept.ts';
import { rule as lambdaPermissionAnySource } from './functions/lambda-permission-any-source.ts';
import { rule as lambdaPermissionBroad } from './functions/lambda-permission-broad.ts';
import { rule as lambdaPermissionPublic } from './functions/lambda-permission-public.ts';
import { rule as lambdaReservedVariable } from './functions/lambda-reserved-variable.ts';
import { rule as lambdaRuntimeEndOfLife } from './functions/lambda-runtime-end-of-life.ts';
import { rule as lambdaRuntimeNotLatest } from './functions/lambda-runtime-not-latest.ts';
import { rule as lambdaSecretInEnvironment } from './functions/lambda-secret-in-environment.ts';
import { rule as lambdaSharedRole } from './functions/lambda-shared-role.ts';
import { rule as lambdaTimeoutMaximum } from './functions/lambda-timeout-maximum.ts';
import { rule as lambdaTracingOff } from './functions/lambda-tracing-off.ts';
import { rule as lambdaUnused } from './functions/lambda-unused.ts';
import { rule as lambdaVersionOpenToOthers } from './functions/lambda-version-open-to-others.ts';
import { rule as lambdaVpcOneSubnet } from './functions/lambda-vpc-one-subnet.ts';
import { rule as stagesShareAccount } from './functions/stages-share-account.ts';
import { rule as walletExposure } from './functions/wallet-exposure.ts';
import { rule as iamActionAny } from './iam/iam-action-any.ts';
import { rule as iamActionWildcard } from './iam/iam-action-wildcard.ts';
import { rule as iamAdmin } from './iam/iam-admin.ts';
import { rule as iamAllowNotAction } from './iam/iam-allow-not-action.ts';
import { rule as iamBucketPolicyEscalation } from './iam/iam-bucket-policy-escalation.ts';
import { rule as iamChangesAccess } from './iam/iam-changes-access.ts';
import { rule as iamChangesCode } from './iam/iam-changes-code.ts';
import { rule as iamConditionType } from './iam/iam-condition-type.ts';
import { rule as iamHandsOutCredentials } from './iam/iam-hands-out-credentials.ts';
import { rule as iamInlinePolicy } from './iam/iam-inline-policy.ts';
import { rule as iamManagedPolicyPowerful } from './iam/iam-managed-policy-powerful.ts';
import { rule as iamMfaPattern } from './iam/iam-mfa-pattern.ts';
import { rule as iamMissingPermission } from './iam/iam-missing-permission.ts';
import { rule as iamNotPrincipal } from './iam/iam-not-principal.ts';
import { rule as iamOidcTrustOpen } from './iam/iam-oidc-trust-open.ts';
import { rule as iamOldPolicyVersion } from './iam/iam-old-policy-version.ts';
import { rule as iamPassRoleAny } from './iam/iam-pass-role-any.ts';
import { rule as iamPolicyMalformed } from './iam/iam-policy-malformed.ts';
import { rule as iamPrivilegeEscalation } from './iam/iam-privilege-escalation.ts';
import { rule as iamResourceAny } from './iam/iam-resource-any.ts';
import { rule as iamResourceEffectivelyAny } from './iam/iam-resource-effectively-any.ts';
import { rule as iamResourceMismatch } from './iam/iam-resource-mismatch.ts';
import { rule as iamServiceAny } from './iam/iam-service-any.ts';
import { rule as iamTrustAny } from './iam/iam-trust-any.ts';
import { rule as iamTrustAnyAction } from './iam/iam-trust-any-action.ts';
import { rule as iamUnknownAction } from './iam/iam-unknown-action.ts';
import { rule as iamUnknownCondition } from './iam/iam-unknown-condition.ts';
import { rule as iamUnusedPermission } from './iam/iam-unused-permission.ts';
import { rule as iamUser } from './iam/iam-user.ts';
import { rule as iamUserNoGroup } from './iam/iam-user-no-group.ts';
import { rule as iamUserNoPasswordReset } from './iam/iam-user-no-password-reset.ts';
import { rule as iamUserPassword } from './iam/iam-user-password.ts';
import { rule as iamUserPolicy } from './iam/iam-user-policy.ts';
import { rule as resourcePolicyOtherAccount } from './iam/resource-policy-other-account.ts';
import { rule as cognitoCaseSensitive } from './identity/cognito-case-sensitive.ts';
import { rule as cognitoGuests } from './identity/cognito-guests.ts';
import { rule as cognitoImplicitGrant } from './identity/cognito-implicit-grant.ts';
import { rule as cognitoNoSecondFactor } from './identity/cognito-no-second-factor.ts';
import { rule as cognitoTellsUsers } from './identity/cognito-tells-users.ts';
import { rule as cognitoWeakPassword } from './identity/cognito-weak-password.ts';
import { rule as ownAuthentication } from './identity/own-authentication.ts';
import { rule as wildcardAuthorization } from './identity/wildcard-authorization.ts';
import { rule as codeInjection } from './injection/code-injection.ts';
import { rule as commandInjection } from './injection/command-injection.ts';
import { rule as htmlResponse } from './injection/html-response.ts';
import { rule as ldapInjection } from './injection/ldap-injection.ts';
import { rule as nosqlInjection } from './injection/nosql-injection.ts';
import { rule as openRedirect } from './injection/open-redirect.ts';
import { rule as pathTraversal } from './injection/path-traversal.ts';
import { rule as prototypePollution } from './injection/prototype-pollution.ts';
import { rule as requestForgery } from './injection/request-forgery.ts';
import { rule as slowPattern } from './injection/slow-pattern.ts';
import { rule as sqlInjection } from './injection/sql-injection.ts';
import { rule as templateInjection } from './injection/template-injection.ts';
import { rule as unsafeDeserialisation } from './injection/unsafe-deserialisation.ts';
import { rule as xmlEntities } from './injection/xml-entities.ts';
import { rule as fanOutToOwnTrigger } from './loops/fan-out-to-own-trigger.ts';
import { rule as lambdaSelfInvoke } from './loops/lambda-self-invoke.ts';
import { rule as recursionDirect } from './loops/recursion-direct.ts';
import { rule as recursionThroughFunctions } from './loops/recursion-through-functions.ts';
import { rule as retryAmplification } from './loops/retry-amplification.ts';
import { rule as eventbridgeTargetNoDeadLetters } from './messaging/eventbridge-target-no-dead-letters.ts';
import { rule as eventbusPolicyPublic } from './messaging/eventbus-policy-public.ts';
import { rule as messagingPlainTransport } from './messaging/messaging-plain-transport.ts';
import { rule as resourcePolicyAnyAction } from './messaging/resource-policy-any-action.ts';
import { rule as s3StraightIntoLambda } from './messaging/s3-straight-into-lambda.ts';
import { rule as snsNotEncrypted } from './messaging/sns-not-encrypted.ts';
import { rule as snsPolicyPublic } from './messaging/sns-policy-public.ts';
import { rule as snsSubscriptionHttp } from './messaging/sns-subscription-http.ts';
import { rule as snsSubscriptionNoRedrive } from './messaging/sns-subscription-no-redrive.ts';
import { rule as sqsEncryptionOff } from './messaging/sqs-encryption-off.ts';
import { rule as sqsNoDeadLetters } from './messaging/sqs-no-dead-letters.ts';
import { rule as sqsPolicyPublic } from './messaging/sqs-policy-public.ts';
import { rule as alarmSilent } from './observability/alarm-silent.ts';
import { rule as cloudtrailNoInvocations } from './observability/cloudtrail-no-invocations.ts';
import { rule as functionNoLogGroup } from './observability/function-no-log-group.ts';
import { rule as lambdaCannotLog } from './observability/lambda-cannot-log.ts';
import { rule as logGroupNoRetention } from './observability/log-group-no-retention.ts';
import type { Rule } from './rule.ts';
import { rule as credentialOld } from './secrets/credential-old.ts';
import { rule as credentialUnused } from './secrets/credential-unused.ts';
import { rule as kmsKeyDisabled } from './secrets/kms-key-disabled.ts';
import { rule as kmsNoRotation } from './secrets/kms-no-rotation.ts';
import { rule as kmsPolicyMissing } from './secrets/kms-policy-missing.ts';
import { rule as kmsPolicyPublic } from './secrets/kms-policy-public.ts';
import { rule as secretInLog } from './secrets/secret-in-log.ts';
import { rule as secretInResponse } from './secrets/secret-in-response.ts';
import { rule as secretInTemplate } from './secrets/secret-in-template.ts';
import { rule as secretLiteral } from './secrets/secret-literal.ts';
import { rule as secretNotRotated } from './secrets/secret-not-rotated.ts';
import { rule as secretPolicyPublic } from './secrets/secret-policy-public.ts';
import { rule as secretSent } from './secrets/secret-sent.ts';
import { rule as clientInHandler } from './state/client-in-handler.ts';
import { rule as fixedTmpFile } from './state/fixed-tmp-file.ts';
import { rule as stateFromEvent } from './state/state-from-event.ts';
import { rule as plainHttp } from './transport/plain-http.ts';
import { rule as tlsCheckOff } from './transport/tls-check-off.ts';
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
import { rule as writeNotIdempotent } from './triggers/write-not-idempotent.ts';
import { rule as statesLogOff } from './workflows/states-log-off.ts';
import { rule as statesNoRetry } from './workflows/states-no-retry.ts';
import { rule as statesSecret } from './workflows/states-secret.ts';

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  alarmSilent,
  apiAccessLogOff,
  apiAccessLogUnstructured,
  apiBackendPublic,
  apiCachePlain,
  apiDataTrace,
  apiExecutionLogOff,
  apiKeyOnly,
  apiNoClientCertificate,
  apiNoFirewall,
  apiNoThrottle,
  apiPolicyAnyCaller,
  apiRoutePublic,
  apiStageSecret,
  apiTimeoutTooLong,
  appsyncKeyOnly,
  appsyncLogOff,
  authorizerCacheWide,
  batchFailuresNotAnswered,
  batchFailuresNotReported,
  clientInHandler,
  cloudfrontPlain,
  cloudtrailNoInvocations,
  codeInjection,
  cognitoCaseSensitive,
  cognitoGuests,
  cognitoImplicitGrant,
  cognitoNoSecondFactor,
  cognitoTellsUsers,
  cognitoWeakPassword,
  commandInjection,
  corsAnyOriginCredentials,
  credentialOld,
  credentialUnused,
  customerKeyMissing,
  dataDeletedWithStack,
  debugOn,
  directoryListing,
  dynamodbCapacityFixed,
  dynamodbNoRecovery,
  egressOpen,
  entryTracingOff,
  errorInResponse,
  eventLogged,
  eventNotValidated,
  eventSourceTokenPlain,
  eventbridgeTargetNoDeadLetters,
  eventbusPolicyPublic,
  fanOutToOwnTrigger,
  firehoseNotEncrypted,
  firehoseSecret,
  firewallNoKnownInputs,
  fixedTmpFile,
  flowBypass,
  functionNoLogGroup,
  functionUrlPublic,
  handlerMissing,
  htmlResponse,
  iamActionAny,
  iamActionWildcard,
  iamAdmin,
  iamAllowNotAction,
  iamBucketPolicyEscalation,
  iamChangesAccess,
  iamChangesCode,
  iamConditionType,
  iamHandsOutCredentials,
  iamInlinePolicy,
  iamManagedPolicyPowerful,
  iamMfaPattern,
  iamMissingPermission,
  iamNotPrincipal,
  iamOidcTrustOpen,
  iamOldPolicyVersion,
  iamPassRoleAny,
  iamPolicyMalformed,
  iamPrivilegeEscalation,
  iamResourceAny,
  iamResourceEffectivelyAny,
  iamResourceMismatch,
  iamServiceAny,
  iamTrustAny,
  iamTrustAnyAction,
  iamUnknownAction,
  iamUnknownCondition,
  iamUnusedPermission,
  iamUser,
  iamUserNoGroup,
  iamUserNoPasswordReset,
  iamUserPassword,
  iamUserPolicy,
  jwtAudienceMissing,
  kinesisRetentionShort,
  kmsKeyDisabled,
  kmsNoRotation,
  kmsPolicyMissing,
  kmsPolicyPublic,
  lambdaAsyncNoFailurePath,
  lambdaCannotLog,
  lambdaCodeNotSigned,
  lambdaConcurrencyMissing,
  lambdaConcurrencyZero,
  lambdaDebugVariables,
  lambdaDefaultsLeft,
  lambdaEnvironmentKey,
  lambdaIdentical,
  lambdaLayerForeign,
  lambdaMadeByHand,
  lambdaMemoryMaximum,
  lambdaNotInVpc,
  lambdaOldVersionsKept,
  lambdaPermissionAnySource,
  lambdaPermissionBroad,
  lambdaPermissionPublic,
  lambdaRecursionAllowed,
  lambdaReservedVariable,
  lambdaRuntimeEndOfLife,
  lambdaRuntimeNotLatest,
  lambdaSecretInEnvironment,
  lambdaSelfInvoke,
  lambdaSeveralTriggers,
  lambdaSharedRole,
  lambdaTimeoutMaximum,
  lambdaTracingOff,
  lambdaUnused,
  lambdaVersionOpenToOthers,
  lambdaVpcOneSubnet,
  ldapInjection,
  logGroupNoRetention,
  logsNothing,
  loopWithoutDeadline,
  messagingPlainTransport,
  nosqlInjection,
  openRedirect,
  ownAuthentication,
  pathTraversal,
  plainHttp,
  privateApiOpen,
  prototypePollution,
  recursionDirect,
  recursionThroughFunctions,
  requestForgery,
  resourcePolicyAnyAction,
  resourcePolicyOtherAccount,
  retryAmplification,
  s3AccessLogOff,
  s3AclPublic,
  s3CorsAnyOrigin,
  s3NoLock,
  s3NoReplication,
  s3PlainTransport,
  s3PolicyLockout,
  s3PolicyPublic,
  s3PublicAccessAllowed,
  s3StraightIntoLambda,
  s3VersioningOff,
  secretInLog,
  secretInResponse,
  secretInTemplate,
  secretLiteral,
  secretNotRotated,
  secretPolicyPublic,
  secretSent,
  slowPattern,
  snsNotEncrypted,
  snsPolicyPublic,
  snsSubscriptionHttp,
  snsSubscriptionNoRedrive,
  sqlInjection,
  sqsEncryptionOff,
  sqsNoDeadLetters,
  sqsPolicyPublic,
  sqsVisibilityTooShort,
  stagesShareAccount,
  stateFromEvent,
  statesLogOff,
  statesNoRetry,
  statesSecret,
  storeNotEncrypted,
  storePlainTransport,
  storePublic,
  streamNoFailureDestination,
  streamUnlimitedRetries,
  templateInjection,
  tlsCheckOff,
  tlsOutdated,
  triggerAtLatest,
  unsafeDeserialisation,
  walletExposure,
  wildcardAuthorization,
  writeNotIdempotent,
  xmlEntities,
];
