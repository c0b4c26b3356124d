import { expect, test } from 'vitest';
import { classesIn, type Idiom } from '../../testing/idioms.ts';

const PG = "const { Pool } = require('pg'); const db = new Pool();";

/** Statements and filters with what a stranger sends in them or beside them. */
const IDIOMS: readonly Idiom[] = [
  [
    'knex where',
    '',
    "const knex = require('knex')({ client: 'pg' });",
    "await knex('t').where('id', q).andWhere({ a: body.a }).orderBy('id');",
  ],
  ['knex raw bind', '', "const knex = require('knex')({ client: 'pg' });", "await knex.raw('SELECT ?', [q]);"],
  ['knex raw', 'sqli', "const knex = require('knex')({ client: 'pg' });", "await knex.raw(`SELECT '${q}'`);"],
  [
    'knex whereRaw',
    'sqli',
    "const knex = require('knex')({ client: 'pg' });",
    "await knex('t').whereRaw(`name = '${q}'`);",
  ],
  [
    'knex whereRaw bind',
    '',
    "const knex = require('knex')({ client: 'pg' });",
    "await knex('t').whereRaw('name = ?', [q]);",
  ],
  [
    'typeorm qb',
    '',
    "const { getRepository } = require('typeorm');",
    "await getRepository('U').createQueryBuilder('u').where('u.name = :name', { name: q }).getMany();",
  ],
  [
    'typeorm qb raw',
    'sqli',
    "const { getRepository } = require('typeorm');",
    "await getRepository('U').createQueryBuilder('u').where(`u.name = '${q}'`).getMany();",
  ],
  [
    'typeorm query',
    'sqli',
    "const { getConnection } = require('typeorm');",
    "await getConnection().query(`SELECT '${q}'`);",
  ],
  [
    'typeorm DataSource',
    'sqli',
    "const { DataSource } = require('typeorm'); const ds = new DataSource({});",
    "await ds.manager.query(`SELECT '${q}'`);",
  ],
  [
    'typeorm repo find',
    '',
    "const { DataSource } = require('typeorm'); const ds = new DataSource({});",
    "await ds.getRepository('U').findOne({ where: { id: q } });",
  ],
  [
    'prisma',
    '',
    "const { PrismaClient } = require('@prisma/client'); const p = new PrismaClient();",
    'await p.user.findMany({ where: { name: q } }); await p.$queryRaw`SELECT ${q}`;',
  ],
  [
    'prisma unsafe',
    'sqli',
    "const { PrismaClient } = require('@prisma/client'); const p = new PrismaClient();",
    "await p.$queryRawUnsafe(`SELECT '${q}'`);",
  ],
  [
    'drizzle sql',
    '',
    "const { drizzle } = require('drizzle-orm/node-postgres'); const { sql } = require('drizzle-orm'); const db = drizzle();",
    'await db.execute(sql`SELECT ${q}`);',
  ],
  [
    'drizzle raw',
    'sqli',
    "const { drizzle } = require('drizzle-orm/node-postgres'); const { sql } = require('drizzle-orm'); const db = drizzle();",
    "await db.execute(sql.raw(`SELECT '${q}'`));",
  ],
  [
    'kysely',
    '',
    "const { Kysely, sql } = require('kysely'); const db = new Kysely({});",
    "await db.selectFrom('t').where('id', '=', q).execute(); await sql`SELECT ${q}`.execute(db);",
  ],
  [
    'kysely raw',
    'sqli',
    "const { Kysely, sql } = require('kysely'); const db = new Kysely({});",
    "await sql.raw(`SELECT '${q}'`).execute(db);",
  ],
  [
    'sequelize where',
    '',
    "const { Sequelize, Op } = require('sequelize'); const s = new Sequelize('x'); const U = s.define('u', {});",
    'await U.findAll({ where: { name: { [Op.like]: `%${q}%` } } });',
  ],
  [
    'sequelize literal',
    'sqli',
    "const { Sequelize } = require('sequelize'); const s = new Sequelize('x'); const U = s.define('u', {});",
    'await U.findAll({ order: Sequelize.literal(q) });',
  ],
  [
    'slonik',
    '',
    "const { createPool, sql } = require('slonik');",
    "const pool = await createPool(''); await pool.query(sql`SELECT ${q}`);",
  ],
  ['postgres.js', '', "const postgres = require('postgres'); const sql = postgres();", 'await sql`SELECT ${q}`;'],
  [
    'postgres.js unsafe',
    'sqli',
    "const postgres = require('postgres'); const sql = postgres();",
    "await sql.unsafe(`SELECT '${q}'`);",
  ],
  [
    'neon',
    '',
    "const { neon } = require('@neondatabase/serverless'); const sql = neon('');",
    'await sql`SELECT ${q}`;',
  ],
  [
    'neon called',
    'sqli',
    "const { neon } = require('@neondatabase/serverless'); const sql = neon('');",
    "await sql(`SELECT '${q}'`);",
  ],
  [
    'sql-template-strings',
    '',
    `${PG}const SQL = require('sql-template-strings');`,
    'await db.query(SQL`SELECT ${q}`);',
  ],
  ['sqlstring', '', `${PG}const s = require('sqlstring');`, "await db.query(s.format('SELECT ?', [q]));"],
  ['pg-format', '', `${PG}const format = require('pg-format');`, "await db.query(format('SELECT %L', q));"],
  ['pg-promise', 'sqli', "const pgp = require('pg-promise')(); const db = pgp('x');", "await db.any(`SELECT '${q}'`);"],
  [
    'pg-promise bind',
    '',
    "const pgp = require('pg-promise')(); const db = pgp('x');",
    "await db.any('SELECT $1', [q]);",
  ],
  ['serverless-mysql', 'sqli', "const mysql = require('serverless-mysql')({});", "await mysql.query(`SELECT '${q}'`);"],
  [
    'serverless-mysql bind',
    '',
    "const mysql = require('serverless-mysql')({});",
    "await mysql.query('SELECT ?', [q]);",
  ],
  ['data-api-client', 'sqli', "const db = require('data-api-client')({});", "await db.query(`SELECT '${q}'`);"],
  [
    'rds data',
    'sqli',
    "const { RDSDataClient, ExecuteStatementCommand } = require('@aws-sdk/client-rds-data'); const c = new RDSDataClient();",
    "await c.send(new ExecuteStatementCommand({ sql: `SELECT '${q}'` }));",
  ],
  [
    'better-sqlite3',
    'sqli',
    "const D = require('better-sqlite3'); const db = new D('/tmp/x');",
    "db.prepare(`SELECT '${q}'`).all();",
  ],
  [
    'mssql',
    'sqli',
    "const sql = require('mssql');",
    "const p = await sql.connect(''); await p.request().query(`SELECT '${q}'`);",
  ],
  ['mssql tagged', '', "const sql = require('mssql');", "await sql.connect(''); await sql.query`SELECT ${q}`;"],
  [
    'athena',
    'sqli',
    "const { AthenaClient, StartQueryExecutionCommand } = require('@aws-sdk/client-athena'); const c = new AthenaClient();",
    "await c.send(new StartQueryExecutionCommand({ QueryString: `SELECT '${q}'` }));",
  ],
  [
    'document client',
    '',
    "const { DynamoDBClient } = require('@aws-sdk/client-dynamodb'); const { DynamoDBDocumentClient, QueryCommand } = require('@aws-sdk/lib-dynamodb'); const c = DynamoDBDocumentClient.from(new DynamoDBClient());",
    "await c.send(new QueryCommand({ KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': q } }));",
  ],
  [
    'mongo find by the query as it is',
    'nosqli',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    'await m.db().collection("u").find(event.queryStringParameters).toArray();',
  ],
  [
    'mongo find by parameters of the path',
    '',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    'await m.db().collection("u").find(event.pathParameters).toArray();',
  ],
  [
    'mongo findOne of text',
    '',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').findOne({ name: q });",
  ],
  [
    'mongo findOne of body',
    'nosqli',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').findOne({ name: body.name });",
  ],
  [
    'mongo String()',
    '',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').findOne({ name: String(body.name) });",
  ],
  [
    'mongo typeof',
    '',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "if (typeof body.name !== 'string') return; await m.db().collection('u').findOne({ name: body.name });",
  ],
  [
    'mongo ObjectId',
    '',
    "const { MongoClient, ObjectId } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').findOne({ _id: new ObjectId(body.id) });",
  ],
  [
    'mongo $eq',
    '',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').findOne({ name: { $eq: body.name } });",
  ],
  [
    'mongoose typed',
    '',
    "const mongoose = require('mongoose'); const U = mongoose.model('U', new mongoose.Schema({ name: String }));",
    'await U.findById(body.id);',
  ],
  [
    'mongo $where',
    'codei',
    "const { MongoClient } = require('mongodb'); const m = new MongoClient('');",
    "await m.db().collection('u').find({ $where: `this.a == '${q}'` }).toArray();",
  ],
];

test.each(IDIOMS)('%s', (...idiom) => {
  expect(classesIn(idiom)).toBe(idiom[1]);
});
