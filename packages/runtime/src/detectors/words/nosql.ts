import { words } from './words.ts';

/** Operators of MongoDB without their sign, and what server-side scripts and other stores' commands begin with. */
export const NOSQL_WORDS = words(`
  ne gt gte lt lte nin in eq or nor and not where regex exists elemmatch expr function mapreduce accumulator text size
  all mod jsonschema lookup unionwith graphlookup set unset inc push pull rename
  db return sleep this emit tojson while flushall flushdb slaveof replicaof bgsave flush_all stats config eval module
  redis match detach csv apoc dbms filtering sleep
`);
