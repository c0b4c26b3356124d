import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { ALLOWED_IMPORTS, NO_DEPENDENCIES } from './imports-allowed.ts';

const TESTS = '(\\.(test|fuzz|bench)\\.tsx?$|/testing/|/e2e/|/test/)';

/**
 * Import directions that are broken below `root`, and how many modules were looked at (0 would mean that the check saw
 * nothing: dependency-cruiser passes over TypeScript without a compiler that it knows).
 * @param root folder that holds `packages/`
 */
export async function findImportViolations(root: string): Promise<{ modules: number; violations: string[] }> {
  const result = await cruise(
    ['packages'],
    {
      baseDir: root,
      exclude: { path: '(^|/)(node_modules|dist)/|\\.css$' },
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: rules(),
      combinedDependencies: true,
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['bulkhead-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  );
  const output = result.output as ICruiseResult;
  return {
    modules: output.modules.filter((module) => module.source.startsWith('packages/')).length,
    violations: output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  };
}

function rules(): IFlattenedRuleSet {
  const forbidden: NonNullable<IFlattenedRuleSet['forbidden']> = [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // `runtime.cjs` lies beside the package's loader only once both are built.
      to: { couldNotResolve: true, pathNot: '^(node:|bun:|virtual:)|dist/|^\\./runtime\\.cjs$' },
    },
  ];
  for (const [name, allowed] of Object.entries(ALLOWED_IMPORTS)) {
    const others = Object.keys(ALLOWED_IMPORTS).filter((other) => other !== name && !allowed.includes(other));
    forbidden.push({
      name: `${name}-imports`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: TESTS },
      to: { path: `^packages/(${others.join('|')})/` },
    });
  }
  for (const name of NO_DEPENDENCIES) {
    forbidden.push({
      name: `${name}-has-no-dependencies`,
      severity: 'error',
      from: { path: `^packages/${name}/src/`, pathNot: TESTS },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'npm-peer'],
        pathNot: '^packages/',
      },
    });
  }
  return { forbidden };
}
