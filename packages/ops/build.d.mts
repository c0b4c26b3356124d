export declare function build(options?: { readonly outdir?: string }): Promise<void>;
