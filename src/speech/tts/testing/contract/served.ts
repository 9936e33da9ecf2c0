import { CoquiStandIn } from '../../../../../test/support/vendors/local/coqui-stand-in.js';
import { DeepgramStandIn } from '../../../../../test/support/vendors/deepgram/deepgram-stand-in.js';
import type { Delivery } from '../../../../../test/support/vendors/server/answer.js';
import type { SpeechSynthesizer } from '../../speech-synthesizer.js';
import type { ServedSynthesizerUnderTest, VoiceServerUnderTest } from './contract-case.js';
import { singOrBabble } from './scale.js';

/** What the suite uses of a stand-in. */
interface Steered<Endpoint extends string, Plan> {
  readonly url: string;
  readonly openConnections: number;
  requestsTo(endpoint: Endpoint): VoiceServerUnderTest['requests'];
  plan(endpoint: Endpoint, ...plans: readonly Plan[]): void;
  refuse(): Promise<void>;
  close(): Promise<void>;
}

type Create = (baseUrl: string) => SpeechSynthesizer;

/** The adapter that `create` makes, before a Deepgram that sings notes and babbles other texts. */
export async function servedByDeepgram(create: Create): Promise<ServedSynthesizerUnderTest> {
  const usual = { voice: singOrBabble, speed: 40 };
  const standIn = await DeepgramStandIn.start({ apiKey: 'key', speak: usual });
  const wire = { encoding: 'mulaw', sampleRateHz: 8000 } as const;
  return served(standIn, 'speak', { name: 'deepgram', wire, usual, create });
}

/** The same before a Coqui server. */
export async function servedByCoqui(create: Create): Promise<ServedSynthesizerUnderTest> {
  const usual = { voice: singOrBabble };
  const standIn = await CoquiStandIn.start({ speak: usual });
  const wire = { encoding: 'linear16', sampleRateHz: 22_050 } as const;
  return served(standIn, 'tts', { name: 'coqui_local', wire, usual, create });
}

interface Serving<Plan> extends Pick<VoiceServerUnderTest, 'wire'> {
  readonly name: string;
  readonly usual: Plan;
  readonly create: Create;
}

function served<Endpoint extends string, Plan extends Delivery>(
  standIn: Steered<Endpoint, Plan>,
  endpoint: Endpoint,
  { name, wire, usual, create }: Serving<Plan>,
): ServedSynthesizerUnderTest {
  const synthesizer = create(standIn.url);
  return {
    name,
    synthesizer,
    server: {
      wire,
      get requests() {
        return standIn.requestsTo(endpoint);
      },
      get openConnections() {
        return standIn.openConnections;
      },
      plan: (...plans) => {
        standIn.plan(endpoint, ...plans.map((plan) => ({ ...usual, ...plan })));
      },
      refuse: async () => standIn.refuse(),
    },
    close: async () => {
      await synthesizer.close();
      await standIn.close();
    },
  };
}
