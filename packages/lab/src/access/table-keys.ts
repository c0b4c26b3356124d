import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isMap } from '@bulkhead/core';
import type { ApiCall } from './types.ts';

export interface TableKeys {
  /** The partition key of each table that a call names; one that is not there is left out. */
  of(call: ApiCall): Promise<ReadonlyMap<string, string>>;
  close(): void;
}

/** Asks the server that plays AWS, once for each table of a region. */
export function createTableKeys(endpoint: string): TableKeys {
  const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
  const clients = new Map<string, DynamoDBClient>();
  const known = new Map<string, string>();
  const keyOf = async (table: string, region: string): Promise<string | undefined> => {
    const id = `${region} ${table}`;
    const client = clients.get(region) ?? new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
    clients.set(region, client);
    const key = known.get(id) ?? (await describe(client, table));
    if (key !== undefined) known.set(id, key);
    return key;
  };
  return {
    async of(call) {
      const keys = new Map<string, string>();
      for (const table of call.service === 'dynamodb' ? tablesOf(call.input) : []) {
        const key = await keyOf(table, call.region);
        if (key !== undefined) keys.set(table, key);
      }
      return keys;
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

async function describe(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  } catch {
    return undefined;
  }
}

/** A table is named by its ARN as well. */
function tablesOf(input: ApiCall['input']): readonly string[] {
  const items = Array.isArray(input['TransactItems']) ? input['TransactItems'].filter(isMap) : [];
  const requests = items.flatMap((item) => Object.values(item).filter(isMap));
  const batch = isMap(input['RequestItems']) ? Object.keys(input['RequestItems']) : [];
  const named = [input, ...requests].map((request) => request['TableName']);
  return [...new Set([...batch, ...named.filter((name) => typeof name === 'string')])];
}
