import type { App } from '@bulkhead/core';
import { findMoto, INSTALL_MOTO, serverKinds, startMoto } from '@bulkhead/lab';

export interface AwsServerOptions {
  readonly awsEndpoint?: string;
  /** Program of moto's server. */
  readonly moto?: string;
}

/** How the opening of a server is told, and who closes it. */
export interface AwsServerOutput {
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly onClose: (close: () => Promise<void>) => void;
}

/**
 * The server that plays AWS for triggers: the one that was named, or moto, started where an application needs it.
 * @returns its address; `undefined`: none is needed, or none is to be had, which is told
 * @throws BulkheadError BULKHEAD_NO_RUNTIME where the program that was named does not start
 */
export async function openAwsServer(
  apps: readonly App[],
  options: AwsServerOptions,
  env: Readonly<Record<string, string | undefined>>,
  { say, warn, onClose }: AwsServerOutput,
): Promise<string | undefined> {
  for (const app of apps) {
    const others = new Set(
      app.functions.flatMap(({ triggers }) => triggers.flatMap((one) => (one.type === 'other' ? [one.name] : []))),
    );
    if (others.size > 0) {
      warn(`${app.name}: not delivered here: ${[...others].join(', ')}. \`bulkhead invoke\` takes any event.`);
    }
  }
  if (options.awsEndpoint !== undefined) return options.awsEndpoint;
  const kinds = [...new Set(apps.flatMap(serverKinds))];
  if (kinds.length === 0) return undefined;
  const programs = options.moto === undefined ? findMoto(env) : [options.moto];
  if (programs.length === 0) {
    warn(`${kinds.join(', ')} need a server that plays AWS. Install one: ${INSTALL_MOTO}, or give --aws-endpoint.`);
    return undefined;
  }
  try {
    const server = await startMoto(programs);
    onClose(server.close);
    say(`moto plays ${kinds.join(', ')} at ${server.url}`);
    return server.url;
  } catch (error) {
    if (options.moto !== undefined) throw error;
    warn(error instanceof Error ? `${error.message}. Install it: ${INSTALL_MOTO}` : String(error));
    return undefined;
  }
}
