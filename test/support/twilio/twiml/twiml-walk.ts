import type {
  ConnectVerb,
  Destination,
  GatherVerb,
  HttpMethod,
  StreamNoun,
  Twiml,
  Verb,
} from './parse-twiml.js';

/** A document to fetch, with the fields that the verb adds to the request. */
export interface DocumentRequest {
  readonly url: string;
  readonly method: HttpMethod;
  readonly fields: Readonly<Record<string, string>>;
}

/** What the verbs do to the call. Everything that takes time ends early when the signal is aborted. */
export interface CallActions {
  fetch(request: DocumentRequest, signal: AbortSignal): Promise<Twiml>;
  say(text: string): void;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  collectKeys(gather: GatherVerb, signal: AbortSignal): Promise<string>;
  /** Returns when the stream is over, also when it could not be opened. */
  carry(noun: StreamNoun, documentUrl: string, signal: AbortSignal): Promise<void>;
}

export type CallOutcome = 'completed' | 'busy' | 'no-answer';

/** What a verb leads to: the next verb, another document, or the end of the call. */
type Next = 'verb' | DocumentRequest | { readonly outcome: CallOutcome };

/** Documents a call may fetch; more is a loop in the server's TwiML. */
const documentLimit = 50;

/** Executes TwiML from document to document until the call is over. */
export class TwimlWalk {
  private replacement: Twiml | undefined;
  private current = new AbortController();

  constructor(private readonly actions: CallActions) {}

  /** A REST request gives the call new TwiML: what it is doing now ends. */
  replace(twiml: Twiml): void {
    this.replacement = twiml;
    this.current.abort();
  }

  /** Resolves at the end of the TwiML or when `signal` is aborted. */
  async run(first: DocumentRequest, signal: AbortSignal): Promise<CallOutcome> {
    let request = first;
    let next: Next = first;
    for (let documents = 0; documents < documentLimit; documents++) {
      this.current = new AbortController();
      const either = AbortSignal.any([signal, this.current.signal]);
      const twiml = this.takeReplacement() ?? (await this.actions.fetch(request, either));
      next = await this.execute(twiml.verbs, request.url, either);
      if (signal.aborted) return 'completed';
      if (this.replacement) continue;
      if (next === 'verb') return 'completed';
      if ('outcome' in next) return next.outcome;
      request = next;
    }
    throw new Error(
      `The call fetched ${documentLimit} documents without an end; look for a <Redirect> loop.`,
    );
  }

  private takeReplacement(): Twiml | undefined {
    const twiml = this.replacement;
    this.replacement = undefined;
    return twiml;
  }

  private async execute(verbs: readonly Verb[], url: string, signal: AbortSignal): Promise<Next> {
    for (const verb of verbs) {
      const next = await this.executeVerb(verb, url, signal);
      if (next !== 'verb' || signal.aborted) return next;
    }
    return 'verb';
  }

  private async executeVerb(verb: Verb, url: string, signal: AbortSignal): Promise<Next> {
    switch (verb.verb) {
      case 'Say':
        this.actions.say(verb.text);
        return 'verb';
      case 'Pause':
        await this.actions.pause(verb.lengthMs, signal);
        return 'verb';
      case 'Gather':
        return this.gather(verb, url, signal);
      case 'Connect':
        return this.connect(verb, url, signal);
      case 'Redirect':
        return requestOf(verb.to, url);
      case 'Reject':
        return { outcome: verb.reason === 'busy' ? 'busy' : 'no-answer' };
      case 'Hangup':
        return { outcome: 'completed' };
      case 'Message':
        // Only an answer to a text message can hold one; a call passes it over.
        return 'verb';
    }
  }

  private async gather(verb: GatherVerb, url: string, signal: AbortSignal): Promise<Next> {
    const keys = this.actions.collectKeys(verb, signal);
    for (const prompt of verb.prompts) await this.executeVerb(prompt, url, signal);
    const digits = await keys;
    if (digits === '' && !verb.actionOnEmptyResult) return 'verb';
    return requestOf(verb.action, url, { Digits: digits });
  }

  private async connect(verb: ConnectVerb, url: string, signal: AbortSignal): Promise<Next> {
    await this.actions.carry(verb.stream, url, signal);
    return verb.action ? requestOf(verb.action, url) : 'verb';
  }
}

function requestOf(
  { url, method }: Destination,
  documentUrl: string,
  fields: Readonly<Record<string, string>> = {},
): DocumentRequest {
  return { url: new URL(url, documentUrl).href, method, fields };
}
