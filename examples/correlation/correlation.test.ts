import { fileURLToPath } from 'node:url';
import { type AwsServer, findMoto, startMoto } from '@bulkhead/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../test/support/components.ts';
import { type Example, isExecutionOf, startExample } from '../support/example-lab.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const programs = findMoto(process.env);

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))(
  'correlation, protected',
  () => {
    let server: AwsServer;
    let example: Example;
    beforeAll(async () => {
      server = await startMoto(programs);
      example = await startExample(FOLDER, { protect: true, awsEndpoint: server.url });
    });
    afterAll(async () => {
      await example?.close();
      await server?.close();
    });

    it('delivers the topic and the stream', () => {
      expect(example.lab.triggers).toEqual([
        { functionId: 'onGreeting', type: 'sns', source: 'topic correlation-greetings' },
        { functionId: 'onVisits', type: 'kinesis', source: 'stream correlation-visits' },
      ]);
      expect(example.notices.filter(({ level }) => level === 'error')).toEqual([]);
    });

    it('one request reaches all five functions, and api-c three times', async () => {
      const answer = await example.ask('GET /api-a?name=ann');
      expect({ status: answer.status, body: JSON.parse(answer.body) }).toEqual({
        status: 200,
        body: { name: 'ann', viaB: { viaC: { greeting: 'Hello, ann', via: 'api-b' } } },
      });
      await Promise.all([
        ...['apiA', 'apiB', 'onGreeting', 'onVisits'].map((id) => example.lines(1, isExecutionOf(id))),
        example.lines(3, isExecutionOf('apiC')),
      ]);
      const asked = example.seen.flatMap(
        ({ line }) => /"api-c was asked","name":"ann","via":"([^"]+)"/.exec(line.text)?.[1] ?? [],
      );
      expect(asked.sort()).toEqual(['api-b', 'kinesis', 'sns']);
      expect(example.attacks()).toEqual([]);
    });
  },
);
