/** Hosts that the environment itself names, as `host:port`. */
export interface KnownHosts {
  readonly runtimeApi: string | undefined;
  readonly endpoints: readonly string[];
  readonly function: { readonly region: string };
}
