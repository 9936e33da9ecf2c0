import { failure, type TwilioNotice, warning } from '../notice.js';
import { parseXml, type XmlElement } from './xml.js';

export type HttpMethod = 'GET' | 'POST';

/** Where Twilio goes next when a verb names a URL, still as written in the document. */
export interface Destination {
  readonly url: string;
  readonly method: HttpMethod;
}

export interface StreamNoun {
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface GatherVerb {
  readonly verb: 'Gather';
  /** An empty URL means the document's own. */
  readonly action: Destination;
  readonly timeoutMs: number;
  readonly numDigits: number;
  /** One key, or empty when no key ends the input. */
  readonly finishOnKey: string;
  readonly actionOnEmptyResult: boolean;
  readonly prompts: readonly (SayVerb | PauseVerb)[];
}

export interface SayVerb {
  readonly verb: 'Say';
  readonly text: string;
}

export interface PauseVerb {
  readonly verb: 'Pause';
  readonly lengthMs: number;
}

export interface ConnectVerb {
  readonly verb: 'Connect';
  readonly action: Destination | undefined;
  readonly stream: StreamNoun;
}

export type Verb =
  | SayVerb
  | PauseVerb
  | GatherVerb
  | ConnectVerb
  | { readonly verb: 'Redirect'; readonly to: Destination }
  | { readonly verb: 'Reject'; readonly reason: 'rejected' | 'busy' }
  | { readonly verb: 'Message'; readonly text: string }
  | { readonly verb: 'Hangup' };

export interface Twiml {
  readonly verbs: readonly Verb[];
  readonly notices: readonly TwilioNotice[];
}

/**
 * Reads a TwiML document the way Twilio does: one that is no XML is error 12100 and does nothing; a
 * verb or noun that is not known here is warning 12200 and is passed over.
 */
export function parseTwiml(xml: string): Twiml {
  let root: XmlElement;
  try {
    root = parseXml(xml);
  } catch (error) {
    return { verbs: [], notices: [failure(12100, `document parse failure, ${String(error)}`)] };
  }
  if (root.name !== 'Response') {
    return { verbs: [], notices: [failure(12100, `the root is <${root.name}>, not <Response>`)] };
  }
  const notices: TwilioNotice[] = [];
  const verbs = root.children.flatMap((element) => readVerb(element, notices));
  return { verbs, notices };
}

function readVerb(element: XmlElement, notices: TwilioNotice[]): Verb[] {
  const { name, attributes } = element;
  switch (name) {
    case 'Say':
      return [{ verb: 'Say', text: element.text.trim() }];
    case 'Pause':
      return [{ verb: 'Pause', lengthMs: seconds(attributes['length'], 1) }];
    case 'Gather':
      return [readGather(element, notices)];
    case 'Connect':
      return readConnect(element, notices);
    case 'Redirect':
      return [{ verb: 'Redirect', to: destination(element.text.trim(), attributes['method']) }];
    case 'Reject':
      return [{ verb: 'Reject', reason: attributes['reason'] === 'busy' ? 'busy' : 'rejected' }];
    case 'Message':
      return [{ verb: 'Message', text: messageText(element) }];
    case 'Hangup':
      return [{ verb: 'Hangup' }];
    default:
      notices.push(warning(12200, `<${name}> is not a verb that can be used here`));
      return [];
  }
}

function readGather(element: XmlElement, notices: TwilioNotice[]): GatherVerb {
  const { attributes } = element;
  const prompts = element.children
    .flatMap((child) => readVerb(child, notices))
    .filter((verb) => verb.verb === 'Say' || verb.verb === 'Pause');
  return {
    verb: 'Gather',
    action: destination(attributes['action'] ?? '', attributes['method']),
    timeoutMs: seconds(attributes['timeout'], 5),
    numDigits: Number(attributes['numDigits'] ?? Infinity),
    finishOnKey: attributes['finishOnKey'] ?? '#',
    actionOnEmptyResult: attributes['actionOnEmptyResult'] === 'true',
    prompts,
  };
}

function readConnect(element: XmlElement, notices: TwilioNotice[]): Verb[] {
  const stream = element.children.find((child) => child.name === 'Stream');
  const url = stream?.attributes['url'];
  if (!stream || url === undefined) {
    notices.push(warning(12200, '<Connect> holds no <Stream> with a url'));
    return [];
  }
  const { action, method } = element.attributes;
  return [
    {
      verb: 'Connect',
      action: action === undefined ? undefined : destination(action, method),
      stream: { url, parameters: readParameters(stream, notices) },
    },
  ];
}

function readParameters(stream: XmlElement, notices: TwilioNotice[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const { name, attributes } of stream.children) {
    const { name: key, value } = attributes;
    if (name === 'Parameter' && key !== undefined && value !== undefined) parameters[key] = value;
    else
      notices.push(warning(12200, `<${name}> in <Stream> is no <Parameter> with name and value`));
  }
  return parameters;
}

function messageText(element: XmlElement): string {
  const bodies = element.children.filter((child) => child.name === 'Body');
  return [element, ...bodies].map(({ text }) => text.trim()).join('');
}

function destination(url: string, method: string | undefined): Destination {
  return { url, method: method?.toUpperCase() === 'GET' ? 'GET' : 'POST' };
}

function seconds(attribute: string | undefined, byDefault: number): number {
  const value = Number(attribute ?? byDefault);
  return (Number.isFinite(value) && value >= 0 ? value : byDefault) * 1000;
}
