import {
  LlamaStandIn,
  llamaModel,
} from '../../../../test/support/vendors/openai/llama-stand-in.js';
import { OpenAiStandIn } from '../../../../test/support/vendors/openai/openai-stand-in.js';
import type { ChatPlan } from '../../../../test/support/vendors/openai/chat/chat-plan.js';
import type { Opened } from '../../../common/testing/contract-suite.js';
import type { ChatModel } from '../../chat-model.js';
import { defaultText, type ChatModelUnderTest, type ChatServerUnderTest } from './chat-subject.js';

/** What the suite uses of a stand-in. */
interface StandIn {
  readonly url: string;
  readonly openConnections: number;
  requestsTo(endpoint: 'chat'): readonly (Pick<
    ChatServerUnderTest['requests'][number],
    'headers' | 'ended'
  > & {
    readonly body: { readonly fields: Readonly<Record<string, unknown>> };
  })[];
  plan(endpoint: 'chat', ...plans: readonly ChatPlan[]): void;
  planByDefault(endpoint: 'chat', plan: ChatPlan): void;
  refuse(): Promise<void>;
  accept(): Promise<unknown>;
  close(): Promise<void>;
}

/** Where a stand-in listens and what it wants to be told. */
export interface Address {
  readonly name: 'llama' | 'openai';
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly modelId: string;
}

type Create = (address: Address) => ChatModel;

/** The model that `create` makes, before a server of the provider's kind. */
export async function served(
  name: Address['name'],
  create: Create,
): Promise<Opened<ChatModelUnderTest>> {
  const apiKey = `${name}-key`;
  const usual = { text: defaultText };
  const standIn: StandIn =
    name === 'llama'
      ? await LlamaStandIn.start({ apiKey, chat: usual })
      : await OpenAiStandIn.start({ apiKey, chat: usual });
  const modelId = name === 'llama' ? llamaModel : 'gpt-5.4-mini';
  const model = create({ name, baseUrl: `${standIn.url}/v1`, apiKey, modelId });
  return {
    subject: { name, apiKey, model, server: steered(standIn, usual) },
    close: async () => {
      await model.close();
      await standIn.close();
    },
  };
}

function steered(standIn: StandIn, usual: ChatPlan): ChatServerUnderTest {
  return {
    url: standIn.url,
    get requests() {
      return standIn
        .requestsTo('chat')
        .map(({ headers, ended, body }) => ({ headers, ended, fields: body.fields }));
    },
    get openConnections() {
      return standIn.openConnections;
    },
    plan: (...plans) => {
      standIn.plan('chat', ...plans);
    },
    planAlways: (plan) => {
      standIn.planByDefault('chat', { ...usual, ...plan });
    },
    refuse: async () => standIn.refuse(),
    accept: async () => {
      await standIn.accept();
    },
  };
}
