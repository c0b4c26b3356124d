/** Which build the code caches belong to: written by the build. */
declare const BULKHEAD_BUILD: string;

/** How runtime.cjs of this build begins. */
declare const BULKHEAD_MARK: string;

/** Where each lazy part lies in the layer's one file of them: offset and length. */
declare const BULKHEAD_PARTS: Readonly<Record<string, readonly [number, number]>>;
