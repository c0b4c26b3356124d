import { join } from 'node:path';
import { Annotations, type IAspect, Stack, Stage } from 'aws-cdk-lib';
import {
  type CfnFunction,
  Code,
  type ILayerVersion,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { askWork } from './ask-work.ts';
import { checkProps } from './check-props.ts';
import { isLibraryFunction } from './function-code.ts';
import type { ProtectAnswer } from './work-request.ts';

export interface ProtectProps {
  /**
   * BULKHEAD_MODE of the functions: `alert` tells, `block` stops.
   * @default alert
   */
  readonly mode?: 'off' | 'alert' | 'block';
  /** Functions that get the guard; all that run on Node.js unless it says no. */
  readonly include?: (fn: LambdaFunction) => boolean;
  /**
   * A layer that is published already.
   * @default - the application brings the layer along
   */
  readonly layerVersionArn?: string;
  /**
   * Folder of bulkhead.yml; functions have their construct ids there.
   * @default - the working directory
   */
  readonly project?: string;
}

const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';
/** Where the layer's wrapper lies in a function; packages/iac/src/attach/layer-zip.ts has the same. */
const EXEC_WRAPPER = '/opt/bulkhead/exec-wrapper';
/** Lambda's quota for a function's layers. */
const MOST_LAYERS = 5;

/**
 * Puts the guard on functions without a change to their code: layer, wrapper, mode, and the policy of `bulkhead.yml`.
 * @example Aspects.of(app).add(new Protect({ mode: 'alert' }));
 */
export class Protect implements IAspect {
  private readonly props: ProtectProps;
  private readonly prepared = new Map<Stage, Prepared>();

  constructor(props: ProtectProps = {}) {
    checkProps('Protect', props, {
      mode: ['off', 'alert', 'block'],
      include: undefined,
      layerVersionArn: undefined,
      project: undefined,
    });
    this.props = props;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof LambdaFunction) || !this.isMeant(node)) return;
    const cfn = node.node.defaultChild as CfnFunction;
    const { environment, layers } = Stack.of(node).resolve({
      environment: cfn.environment,
      layers: cfn.layers,
    }) as Written;
    const next = environment?.variables?.[WRAPPER];
    if (next === EXEC_WRAPPER) return;
    if ((layers?.length ?? 0) >= MOST_LAYERS) {
      Annotations.of(node).addWarningV2(
        '@bulkhead/cdk:notProtected',
        `has ${MOST_LAYERS} layers, and Lambda takes no more`,
      );
      return;
    }
    // A stack without an application is given one by CDK, so that each function is in a stage.
    const { zip, variables } = this.prepare(Stage.of(node)!);
    node.addLayers(this.layer(Stack.of(node), zip));
    node.addEnvironment(WRAPPER, EXEC_WRAPPER);
    if (next !== undefined) node.addEnvironment('BULKHEAD_EXEC_WRAPPER_NEXT', String(next));
    for (const [name, value] of Object.entries(variables[node.node.id] ?? {})) node.addEnvironment(name, value);
  }

  private isMeant(fn: LambdaFunction): boolean {
    return fn.runtime.family === RuntimeFamily.NODEJS && !isLibraryFunction(fn) && this.props.include?.(fn) !== false;
  }

  private prepare(scope: Stage): Prepared {
    const known = this.prepared.get(scope);
    if (known) return known;
    const { mode = 'alert', layerVersionArn, project = process.cwd() } = this.props;
    const functions = scope.node.findAll().filter((node) => node instanceof LambdaFunction && this.isMeant(node));
    // Beside the assembly, which also finds it there where assets are not staged (`cdk synth --no-staging`).
    const zip = layerVersionArn === undefined ? join(scope.outdir, 'bulkhead-layer.zip') : undefined;
    const { variables } = askWork({
      kind: 'protect',
      project,
      functions: functions.map(({ node }) => node.id),
      mode,
      ...(zip === undefined ? {} : { zip }),
    });
    const made = { zip, variables };
    this.prepared.set(scope, made);
    return made;
  }

  private layer(stack: Stack, zip: string | undefined): ILayerVersion {
    const known = stack.node.tryFindChild(LAYER);
    if (known) return known as LayerVersion;
    if (zip === undefined) return LayerVersion.fromLayerVersionArn(stack, LAYER, this.props.layerVersionArn!);
    return new LayerVersion(stack, LAYER, {
      code: Code.fromAsset(zip),
      description: 'Bulkhead: protects functions without a change to their code',
      compatibleRuntimes: [Runtime.NODEJS_20_X, Runtime.NODEJS_22_X, new Runtime('nodejs24.x', RuntimeFamily.NODEJS)],
    });
  }
}

const LAYER = 'BulkheadLayer';

interface Prepared {
  readonly zip: string | undefined;
  readonly variables: ProtectAnswer['variables'];
}

interface Written {
  readonly environment?: { readonly variables?: Readonly<Record<string, unknown>> };
  readonly layers?: readonly unknown[];
}
