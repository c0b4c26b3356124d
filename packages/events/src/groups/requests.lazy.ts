import { apigatewayWebsocket } from '../sources/apigateway-websocket.ts';
import { appsync } from '../sources/appsync.ts';
import { appsyncAuthorizer } from '../sources/appsync-authorizer.ts';
import { appsyncEvents } from '../sources/appsync-events.ts';
import { authorizerRequestV1 } from '../sources/authorizer-request-v1.ts';
import { authorizerRequestV2 } from '../sources/authorizer-request-v2.ts';
import { authorizerToken } from '../sources/authorizer-token.ts';
import { bedrockAgent } from '../sources/bedrock-agent.ts';
import { cloudfront } from '../sources/cloudfront.ts';
import { s3ObjectLambda } from '../sources/s3-object-lambda.ts';
import { vpcLattice } from '../sources/vpc-lattice.ts';
import type { EventSource } from '../types.ts';

/** Triggers that ask for an answer to a request, without those that nearly every web function has. */
export function requestSources(): readonly EventSource[] {
  return SOURCES;
}

const SOURCES: readonly EventSource[] = [
  apigatewayWebsocket,
  authorizerToken,
  authorizerRequestV1,
  authorizerRequestV2,
  appsync,
  appsyncAuthorizer,
  appsyncEvents,
  vpcLattice,
  cloudfront,
  bedrockAgent,
  s3ObjectLambda,
];
