import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  ConfigServiceClient,
  ListDiscoveredResourcesCommand,
  PutEvaluationsCommand,
} from '@aws-sdk/client-config-service';
import { CreateBucketCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { motoServer, startAwsServer } from '../../../../runtime/src/testing/aws-server.ts';
import { build } from '../../../build.mjs';
import type { ConfigurationItem } from './config-item.ts';
import { createConfigHandler } from './handler.ts';
import { LOCAL_RULES } from './local-rules.ts';

const moto = motoServer();
const folder = mkdtempSync(path.join(tmpdir(), 'config-rule-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const EVENT = {
  resultToken: 'token',
  accountId: '123456789012',
  ruleParameters: '{"severity":"medium"}',
  invokingEvent: JSON.stringify({
    messageType: 'ScheduledNotification',
    notificationCreationTime: '2026-11-21T00:00:00.000Z',
  }),
};

describe.skipIf(moto === undefined)('on moto', () => {
  it('judges what Config lists, and its answers are taken', async () => {
    const server = await startAwsServer(moto!);
    const configuration = {
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const s3 = new S3Client({ ...configuration, forcePathStyle: true });
    const config = new ConfigServiceClient(configuration);
    try {
      for (const Bucket of ['open-bucket', 'closed-bucket'])
        await s3.send(
          new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
        );
      const all = {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      };
      await s3.send(new PutPublicAccessBlockCommand({ Bucket: 'closed-bucket', PublicAccessBlockConfiguration: all }));
      const answers: Record<string, string> = {};
      const handler = createConfigHandler({
        putEvaluations: async (input) => {
          for (const one of input.Evaluations) answers[one.ComplianceResourceId] = one.ComplianceType;
          // moto keeps no evaluations and checks them in test mode.
          return config.send(new PutEvaluationsCommand({ ...input, TestMode: true }));
        },
        listDiscoveredResources: (input) =>
          // moto knows few types, and refuses the others.
          /S3/.test(input.resourceType)
            ? config.send(new ListDiscoveredResourcesCommand(input as never))
            : Promise.resolve({ resourceIdentifiers: [] }),
        batchGetResourceConfig: async (input) => {
          // moto answers with texts where AWS has numbers for dates, which the SDK's client refuses.
          const found = await server.call('config', 'StarlingDoveService.BatchGetResourceConfig', input as never);
          return found as { baseConfigurationItems: ConfigurationItem[] };
        },
        getResourceConfigHistory: () => Promise.resolve({}),
      });
      expect(await handler(EVENT)).toEqual({ evaluated: 2, nonCompliant: 1 });
      expect(answers).toEqual({ 'open-bucket': 'NON_COMPLIANT', 'closed-bucket': 'COMPLIANT' });
    } finally {
      config.destroy();
      s3.destroy();
      await server.close();
    }
  });
});

describe('what is deployed', () => {
  it('answers by itself, outside of this repository, with the SDK that Lambda brings', async () => {
    await build({ outdir: folder });
    // The SDK stands beside the bundle, as in the runtime; it talks to a server that keeps what it is told.
    const told: string[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        told.push(`${String(request.headers['x-amz-target'])} ${Buffer.concat(parts).toString()}`);
        response.end('{}');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const change = {
      messageType: 'ConfigurationItemChangeNotification',
      configurationItem: {
        resourceType: 'AWS::S3::Bucket',
        resourceId: 'photos',
        ARN: 'arn:aws:s3:::photos',
        configurationItemStatus: 'OK',
        configuration: { name: 'photos' },
      },
    };
    const script = `const { handler } = await import(${JSON.stringify(path.join(folder, 'config-rules/index.mjs'))});
console.log(JSON.stringify(await handler(${JSON.stringify({ ...EVENT, invokingEvent: JSON.stringify(change) })})));`;
    const modules = path.join(folder, 'node_modules');
    writeFileSync(path.join(folder, 'run.mjs'), script);
    const { symlinkSync } = await import('node:fs');
    symlinkSync(path.resolve(import.meta.dirname, '../../../../../node_modules'), modules);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'run.mjs')], {
        env: {
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        },
      });
      expect(JSON.parse(stdout)).toEqual({ evaluated: 1, nonCompliant: 1 });
      expect(told).toEqual([
        expect.stringMatching(/^StarlingDoveService\.PutEvaluations .*"NON_COMPLIANT".*s3-public-access-allowed/),
      ]);
    } finally {
      server.close();
    }
  });

  it('stands in the documentation with its rules', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../../../../docs/config-rules.md'), 'utf8');
    expect([...page.matchAll(/\(rules\/([\w-]+)\.md\)/g)].map(([, id]) => id)).toEqual(LOCAL_RULES);
  });
});
