import { words } from './words.ts';

/** Operators of MongoDB and its relatives without their sign. */
export const NOSQL_WORDS = words(`ne gt gte lt lte nin where regex exists elemmatch expr function mapreduce`);
