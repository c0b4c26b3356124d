// REST over PostgreSQL with pg.
import pg from 'pg';

const pool = new pg.Pool({ host: 'orders.cluster.eu-west-1.rds.amazonaws.com', port: 5432, user: 'app', max: 2 });
export const event = (i) => ({
  httpMethod: 'GET',
  path: `/orders/${i}`,
  pathParameters: { id: String(i) },
  requestContext: {},
  resource: '/',
});
export async function handler({ pathParameters }) {
  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [pathParameters.id]);
  return { statusCode: 200, body: JSON.stringify(rows) };
}
