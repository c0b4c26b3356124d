import type { SqlDialect, TestQuery } from './honest-queries.ts';
import type { Random } from './random.ts';

/** What of the query builders is used; they are loaded by whoever runs this. */
type Load = (name: string) => unknown;

type Make = (value: string, other: string, n: number) => { readonly dialect: SqlDialect; readonly text: string };

interface KnexQuery {
  toString(): string;
  toSQL(): { toNative(): { sql: string } };
}

/** Makers of queries by knex, kysely and sequelize, for both dialects, with values apart and written in. */
export async function ormQueries(load: Load): Promise<(values: readonly string[], random: Random) => TestQuery> {
  const makers: [how: string, make: Make][] = [
    ...knexMakers(load('knex') as never),
    ...kyselyMakers(load('kysely') as never),
    ...sequelizeMakers(load('sequelize') as never),
  ];
  return (values, random) => {
    const [how, make] = random.pick(makers);
    const [value, other] = [random.pick(values), random.pick(values)];
    return { how, ...make(value, other, random.below(1000)), values: [value, other] };
  };
}

// biome-ignore lint/suspicious/noExplicitAny: three libraries with types of their own, used by shape
type Loose = any;

function knexMakers(knex: (options: object) => Loose): [string, Make][] {
  return (['postgres', 'mysql'] as const).flatMap((dialect) => {
    const db = knex({ client: dialect === 'postgres' ? 'pg' : 'mysql2' });
    const queries: ((value: string, other: string, n: number) => KnexQuery)[] = [
      (v, o, n) => db('items').where({ name: v }).orWhere('kind', 'like', `%${o}%`).orderBy('id').limit(n),
      (v, o) => db('notes').insert({ body: v, title: o, at: db.fn.now() }),
      (v, o, n) => db('users').where({ id: n }).update({ name: v, bio: o }),
      (v, o) => db('items').join('shops', 'shops.id', 'items.shop_id').whereIn('shops.city', [v, o]).select('items.*'),
      (v) => db('items').whereRaw('lower(name) = ?', [v]).count('* as n').groupBy('kind').having('n', '>', 2),
    ];
    return queries.flatMap((query): [string, Make][] => [
      ['knex, values apart', (v, o, n) => ({ dialect, text: query(v, o, n).toSQL().toNative().sql })],
      ['knex, values written in', (v, o, n) => ({ dialect, text: query(v, o, n).toString() })],
    ]);
  });
}

function kyselyMakers(kysely: Loose): [string, Make][] {
  return (['postgres', 'mysql'] as const).flatMap((dialect) => {
    const name = dialect === 'postgres' ? 'Postgres' : 'Mysql';
    const db = new kysely.Kysely({
      dialect: {
        createAdapter: () => new kysely[`${name}Adapter`](),
        createDriver: () => new kysely.DummyDriver(),
        createIntrospector: (of: unknown) => new kysely[`${name}Introspector`](of),
        createQueryCompiler: () => new kysely[`${name}QueryCompiler`](),
      },
    });
    const { sql } = kysely;
    const queries: ((value: string, other: string, n: number) => Loose)[] = [
      (v, _o, n) => db.selectFrom('items').selectAll().where('name', '=', v).limit(n),
      (v, o) => db.insertInto('notes').values({ body: v, title: o }),
      (v, o) => db.updateTable('users').set({ name: v }).where('login', '=', o),
      (v) => db.selectFrom('items').select('id').where('name', '=', sql.lit(v)),
    ];
    return queries.map((query): [string, Make] => [
      'kysely',
      (v, o, n) => ({ dialect, text: query(v.replaceAll('\\', ''), o, n).compile().sql }),
    ]);
  });
}

function sequelizeMakers({ Sequelize, DataTypes, Op }: Loose): [string, Make][] {
  return (['postgres', 'mysql'] as const).flatMap((dialect) => {
    const sequelize = new Sequelize({ dialect, logging: false });
    const Item = sequelize.define('item', {
      name: DataTypes.STRING,
      kind: DataTypes.STRING,
      n: DataTypes.INTEGER,
      data: DataTypes.JSON,
    });
    const generator = sequelize.getQueryInterface().queryGenerator;
    const where = (v: string, o: string, n: number): object => ({
      [Op.or]: [{ name: v }, { kind: o }],
      n: { [Op.gt]: n },
    });
    const queries: Make[] = [
      (v, o, n) => ({
        dialect,
        text: generator.selectQuery('items', { where: where(v, o, n), order: [['name', 'DESC']], limit: 20 }, Item),
      }),
      (v, o, n) => ({
        dialect,
        text: generator.insertQuery('items', { name: v, kind: o, n, data: { v } }, Item.rawAttributes, {
          bindParam: false,
        }).query,
      }),
      (v, o, n) => ({
        dialect,
        text: generator.updateQuery('items', { name: v }, where(o, v, n), { bindParam: false }, Item.rawAttributes)
          .query,
      }),
    ];
    return queries.map((make): [string, Make] => ['sequelize, values written in', make]);
  });
}
