import type { ModelSet } from '../../engine/types.ts';
import { code } from './builtins.ts';
import { each, models } from './helpers.ts';

/*
 * Libraries with a language of their own: who writes the expression decides what runs.
 */

export const evaluatorModels: readonly ModelSet[] = [
  models('numexpr', each(['evaluate', 'NumExpr'], code('numexpr.evaluate'))),
  models('pandas', {
    eval: code('pandas.eval'),
    ...each(['DataFrame#.query', 'DataFrame#.eval'], code('DataFrame.query')),
  }),
  ...['redis', 'rediscluster', 'valkey'].map((name) =>
    models(
      name,
      each(['Redis#.eval', 'StrictRedis#.eval', 'from_url().eval', 'RedisCluster#.eval'], code('redis.eval')),
    ),
  ),
];
