import type { ModelSet } from '../../engine/types.ts';
import { code } from './builtins.ts';
import { each, models } from './helpers.ts';

/*
 * Libraries with a language of their own: who writes the expression decides what runs.
 */

export const evaluatorModels: readonly ModelSet[] = [
  models('numexpr', each(['evaluate', 'NumExpr'], code('numexpr.evaluate'))),
  models('sympy', each(['sympify', 'parse_expr', 'S', 'parsing.sympy_parser.parse_expr'], code('sympy.sympify'))),
  models('timeit', each(['timeit', 'repeat', 'Timer'], code('timeit'))),
  models('runpy', each(['run_path', 'run_module'], code('runpy'))),
  models(
    'code',
    each(['InteractiveInterpreter#.runsource', 'InteractiveConsole#.push'], code('InteractiveInterpreter')),
  ),
  models('js2py', each(['eval_js', 'eval_js6'], code('js2py.eval_js'))),
  models('execjs', each(['eval', 'exec_', 'compile'], code('execjs'))),
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
