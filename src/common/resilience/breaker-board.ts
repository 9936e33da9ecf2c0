/** What an instance has found out about a provider. */
export interface BreakerNews {
  /** Unlike that of any news before. */
  readonly id: string;
  readonly state: 'open' | 'closed';
}

/** A place where all instances read what each of them has found out. Every method may reject. */
export interface BreakerBoard {
  /** The latest news of a breaker and for how long it still holds, in ms; null when there is none. */
  read(breaker: string): Promise<(BreakerNews & { readonly forMs: number }) | null>;
  post(breaker: string, news: BreakerNews, forMs: number): Promise<void>;
  /** True for one instance alone, for so long. */
  claimProbe(breaker: string, forMs: number): Promise<boolean>;
}

export const BREAKER_BOARD = Symbol('BREAKER_BOARD');
