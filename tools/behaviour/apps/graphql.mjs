// An API that resolves fields from two services; routes by hono, arguments by zod.
import { Hono } from 'hono';
import { z } from 'zod';

const Arguments = z.object({ id: z.number() });
const app = new Hono();
app.post('/graphql', async (c) => {
  const { id } = Arguments.parse(await c.req.json());
  const [user, orders] = await Promise.all(
    ['users', 'orders'].map((name) => fetch(`http://${name}.internal.example.com:80/${id}`).then((r) => r.text())),
  );
  return c.json({ user, orders });
});
export const event = (i) => ({
  version: '2.0',
  rawPath: '/graphql',
  body: JSON.stringify({ id: i }),
  requestContext: { http: { method: 'POST' } },
  headers: {},
});
export async function handler({ body }) {
  const answer = await app.request('/graphql', { method: 'POST', body });
  return { statusCode: answer.status, body: await answer.text() };
}
