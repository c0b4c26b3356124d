import type { AwsConfig, Json } from './types.ts';

/** An operation of DynamoDB Streams. */
export type StreamsCall = (
  operation: 'DescribeStream' | 'GetShardIterator' | 'GetRecords',
  body: Json,
) => Promise<Json>;

/**
 * Three operations of DynamoDB Streams with AWS's JSON protocol, by hand: what this API answers on the wire is, letter for
 * letter, what Lambda shows to a function (`{"S": "x"}`, binary values in base64); a client of the SDK would take it apart
 * and we would put it together again. A local server tells services apart by the scope of the credential, and checks no
 * signature. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export function createStreamsCall({ endpoint, region, credentials }: AwsConfig): StreamsCall {
  return async (operation, body) => {
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const scope = `${credentials.accessKeyId}/${today}/${region}/dynamodb/aws4_request`;
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
        'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Json;
  };
}
