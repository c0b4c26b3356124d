/** Somebody wants to do the work of a key. */
export interface Claim {
  /** At most 2,048 bytes. */
  readonly key: string;
  /** Names this attempt; later changes are made in its name only. */
  readonly token: string;
  /** Digest of what has to be the same under the same key. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Until when nobody else may take the work, in milliseconds since the epoch. */
  readonly until: number;
  /** When the record is forgotten, in seconds since the epoch. */
  readonly expires: number;
}

/** What is kept of a key. */
export interface KeptRecord {
  readonly state: 'in progress' | 'completed' | 'released';
  readonly token: string;
  readonly payload: string;
  /** Milliseconds since the epoch; of work in progress. */
  readonly until: number;
  readonly data: string | undefined;
}

export type Claimed =
  | { readonly claimed: true; readonly data: string | undefined }
  | { readonly claimed: false; readonly found: KeptRecord };

/** The holder of a key says how it stands. */
export interface Change {
  readonly key: string;
  readonly token: string;
  readonly state: KeptRecord['state'];
  readonly until: number;
  readonly expires: number;
  readonly data: string | undefined;
}

/** Where it is kept who works on what, and what came of it. Both operations are atomic. */
export interface TaskStore {
  /**
   * Gives the key to the caller if it is new or forgotten (`expires` reached; its data are dropped), released, or held beyond
   * `until` with the same payload; in the last two cases data are kept and returned.
   */
  claim(claim: Claim): Promise<Claimed>;
  /** Changes the record if it still has this token; `false` if not. */
  change(change: Change): Promise<boolean>;
}
