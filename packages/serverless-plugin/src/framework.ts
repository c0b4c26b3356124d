/**
 * What is used of the Serverless Framework, 3 and 4, and of osls: none of them has types for plug-ins that hold for all.
 * https://www.serverless.com/framework/docs/guides/plugins/creating-plugins
 */
export interface Serverless {
  readonly serviceDir: string;
  /** Of `serverless.yml` or its like, relative to `serviceDir`. */
  readonly configurationFilename?: string;
  /** The configuration with its variables replaced. */
  readonly configurationInput: unknown;
  readonly service: Service;
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string };
}

export interface Service {
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly functions: Readonly<Record<string, ServiceFunction>>;
  readonly provider: {
    readonly name: string;
    readonly runtime?: string;
    readonly layers?: readonly unknown[];
    readonly environment?: Readonly<Record<string, unknown>>;
    readonly compiledCloudFormationTemplate?: CompiledTemplate;
  };
  layers?: Record<string, unknown>;
}

/** Settings of one function, which a plug-in may add to before they are compiled. */
export interface ServiceFunction {
  /** Deployed name, which the framework has filled in. */
  readonly name?: string;
  readonly runtime?: string;
  readonly image?: unknown;
  layers?: readonly unknown[];
  environment?: Record<string, unknown>;
}

export interface CompiledTemplate {
  readonly Resources: Record<string, CompiledResource>;
}

export interface CompiledResource {
  readonly Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string | readonly string[];
}

export interface Utilities {
  readonly log: Readonly<Record<'notice' | 'warning' | 'error', (text: string) => void>>;
  /** To standard output. */
  readonly writeText: (text: string) => void;
}

/** Options of the command line by their long names. */
export type CommandOptions = Readonly<Record<string, unknown>>;
