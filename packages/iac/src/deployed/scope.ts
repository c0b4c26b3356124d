import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import type { Tree } from '../yaml/tree.ts';
import type { Placed } from './evaluate.ts';

/** What the expressions of one stack can refer to. */
export interface DeployedScope {
  readonly template: CloudFormationTemplate;
  /** The stack's name is settled by the framework, not when somebody deploys it. */
  readonly knownStackName: boolean;
  /** Parameters that a parent stack gives. */
  readonly given: ReadonlyMap<string, Placed>;
  /** `Ref` (no attribute) or `Fn::GetAtt` of a resource; `undefined`: there is none of that name. */
  resource(id: string, attribute: string | undefined, tree: Tree): Placed | undefined;
}
