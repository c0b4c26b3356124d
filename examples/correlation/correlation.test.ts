import { fileURLToPath } from 'node:url';
import { type AwsServer, findMoto, startMoto } from '@bulkhead/lab';
import type { Correlation } from '@bulkhead/logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../test/support/components.ts';
import { eventually } from '../../test/support/eventually.ts';
import { type Example, startExample } from '../support/example-lab.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const DEBUG_RATE = 0.3;
const REQUESTS = 100;
const programs = findMoto(process.env);

/** A line that a function logged, with what the console reads out of it. */
interface Logged extends Correlation {
  readonly functionId: string;
}

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))(
  'correlation, protected',
  () => {
    let server: AwsServer;
    let example: Example;
    beforeAll(async () => {
      server = await startMoto(programs);
      const environment = { DEBUG_RATE: String(DEBUG_RATE) };
      example = await startExample(FOLDER, { protect: true, awsEndpoint: server.url, environment });
    });
    afterAll(async () => {
      await example?.close();
      await server?.close();
    });

    const logged = (): Logged[] =>
      example.seen.flatMap(({ line, item }) =>
        item.is === 'application' && item.correlation ? [{ functionId: line.functionId, ...item.correlation }] : [],
      );
    const infos = (id: string) => logged().filter((line) => line.id === id && line.level === 'INFO');
    async function line(fits: (line: Logged) => boolean): Promise<Logged> {
      await eventually(async () => expect(logged().some(fits)).toBe(true));
      return logged().find(fits)!;
    }
    /** The lines at INFO of a request for somebody: all seven, once the slowest way has come to its end. */
    async function wholeRequest(name: string): Promise<Logged[]> {
      const fields = JSON.stringify({ name });
      const edge = await line((line) => line.functionId === 'apiA' && line.fields === fields);
      await eventually(async () => expect(infos(edge.id)).toHaveLength(7), 60_000);
      return infos(edge.id);
    }

    it('delivers the topic and the stream', () => {
      expect(example.lab.triggers).toEqual([
        { functionId: 'onGreeting', type: 'sns', source: 'topic correlation-greetings' },
        { functionId: 'onVisits', type: 'kinesis', source: 'stream correlation-visits' },
      ]);
      expect(example.notices.filter(({ level }) => level === 'error')).toEqual([]);
    });

    it('one request is one chain through all five functions', async () => {
      const answer = await example.ask('GET /api-a?name=ann', { headers: { 'user-agent': 'a-phone/1' } });
      expect({ status: answer.status, body: JSON.parse(answer.body) }).toEqual({
        status: 200,
        body: { name: 'ann', viaB: { viaC: { greeting: 'Hello, ann', via: 'api-b' } } },
      });
      const lines = await wholeRequest('ann');
      const of = (functionId: string) => lines.filter((line) => line.functionId === functionId);
      const [edge] = of('apiA');
      // The edge is nobody's child, and its request id is the id of all.
      expect(edge).toMatchObject({ requestId: edge!.id });
      expect(edge!.parentId).toBeUndefined();

      const visit = edge!.ids['x-correlation-visit'];
      expect(visit).toMatch(/^[\da-f-]{36}$/);
      const told = (line: Logged) => ({ function: line.functionId, parent: line.parentId, ...line.ids });
      const way = (functionId: string) => ({ function: functionId, parent: edge!.id, 'x-correlation-visit': visit });
      expect(told(of('apiB')[0]!)).toEqual({ ...way('apiB'), 'x-correlation-way': 'http' });
      expect(told(of('onGreeting')[0]!)).toEqual({ ...way('onGreeting'), 'x-correlation-way': 'sns' });
      expect(told(of('onVisits')[0]!)).toEqual({ ...way('onVisits'), 'x-correlation-way': 'kinesis' });
      // api-c knows what each of those who asked it has set, and nothing of what the two others have.
      const ends = of('apiC').map(told);
      expect(ends).toHaveLength(3);
      for (const [functionId, name] of Object.entries({ apiB: 'http', onGreeting: 'sns', onVisits: 'kinesis' })) {
        const parent = of(functionId)[0]!.requestId;
        expect(ends).toContainEqual({ ...way('apiC'), parent, 'x-correlation-way': name });
      }

      expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(7);
      expect(lines.map(({ userAgent }) => userAgent)).toEqual(lines.map(() => 'a-phone/1'));
      expect(lines.map(({ debug }) => debug)).toEqual(lines.map(() => edge!.debug));
      expect(example.attacks()).toEqual([]);
    });

    it('a stranger’s ids and debug decision do not count, with a made-up signature neither', async () => {
      const stranger = { 'x-correlation-id': 'strange', 'x-correlation-visit': 'strange', 'debug-log-enabled': 'true' };
      const made = `1.${Math.floor(Date.now() / 1000)}.${'A'.repeat(32)}`;
      for (const [name, headers] of Object.entries({
        eve: stranger,
        mallory: { ...stranger, 'x-bulkhead-context': made },
      })) {
        expect((await example.ask(`GET /api-b?name=${name}`, { headers })).status).toBe(200);
        const asked = await line(({ functionId, fields }) => functionId === 'apiB' && !!fields?.includes(name));
        // A request of its own begins at api-b, which decides by itself.
        expect(asked.id).toBe(asked.requestId);
        expect(asked.ids).toEqual({ 'x-correlation-way': 'http' });
        expect(asked.parentId).toBeUndefined();
      }
      expect(logged().filter(({ id }) => id === 'strange')).toEqual([]);
    });

    it(`${REQUESTS} requests, of which ${DEBUG_RATE * 100} % are logged at DEBUG: no hop disagrees with the edge`, async () => {
      const names = Array.from({ length: REQUESTS }, (_, n) => `visitor-${n}`);
      for (let at = 0; at < REQUESTS; at += 2) {
        const answers = await Promise.all(
          names.slice(at, at + 2).map((name) => example.ask(`GET /api-a?name=${name}`)),
        );
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      }
      const requests: Logged[][] = [];
      for (const name of names) requests.push(await wholeRequest(name));

      const edges = requests.map((lines) => lines.find(({ functionId }) => functionId === 'apiA')!);
      const disagreeing = requests.filter((lines, n) => lines.some(({ debug }) => debug !== edges[n]!.debug));
      expect(disagreeing).toEqual([]);
      // Each line is about who asked at the edge, records of one batch among them.
      const mixed = requests.filter((lines, n) => lines.some(({ fields }) => !fields?.includes(`"${names[n]}"`)));
      expect(mixed).toEqual([]);
      // More than four standard deviations to either side; the rate itself is measured over 100,000 ids elsewhere.
      const sampled = edges.filter(({ debug }) => debug).map(({ id }) => id);
      expect(sampled.length).toBeGreaterThan(10);
      expect(sampled.length).toBeLessThan(52);
      // What is logged at DEBUG: in each of the four functions that ask another for the sampled, in none for the rest.
      const ids = new Set(edges.map(({ id }) => id));
      const details = () => logged().filter(({ id, level }) => ids.has(id) && level === 'DEBUG');
      await eventually(async () => expect(details()).toHaveLength(4 * sampled.length), 60_000);
      expect(new Set(details().map(({ id }) => id))).toEqual(new Set(sampled));
    }, 400_000);
  },
);
