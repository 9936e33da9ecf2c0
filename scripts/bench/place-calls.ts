import type {
  CallReport,
  CallerPhone,
  SimulatedCall,
  TwilioSimulator,
} from '../../test/support/twilio/index.js';
import { CallerTimeoutError } from '../../test/support/twilio/index.js';
import { untilOver } from '../support/rehearsal.js';
import type { Scene } from './scenes.js';

/** A call that is over, and the scenes that were played in it. */
export interface PlayedCall {
  readonly scenes: readonly Scene[];
  readonly report: CallReport;
}

export interface CallPlan {
  /** How many calls at once. */
  readonly lanes: number;
  readonly onProgress: (scenesPlayed: number) => void;
}

const scenesPerCall = 4;
const quietMs = 700;
/** A reply that was stopped by a sound takes this long to go on, at most, before it counts as over. */
const quietAfterSoundMs = 1500;
/** Longer than the longest reply, and what a caller may say into it. */
const patienceMs = 16_000;
/** These words lead out of free talk into a lesson. */
const leadsElsewhere = 'practise English';
const leaveAfterMs = 400;

/** Plays all scenes, a few to a call, so many calls at once. A call that fails is told and left out. */
export async function placeCalls(
  twilio: TwilioSimulator,
  scenes: readonly Scene[],
  { lanes, onProgress }: CallPlan,
): Promise<PlayedCall[]> {
  const played: PlayedCall[] = [];
  const waiting = conversations(scenes);
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let some = waiting.pop(); some; some = waiting.pop()) {
      const from = `+250788${String(waiting.length).padStart(6, '0')}`;
      const call = placeCall(twilio, from, some);
      try {
        played.push({ scenes: some, report: await untilOver(call) });
      } catch (error) {
        console.error(`\nA call failed. ${error instanceof Error ? error.message : String(error)}`);
      }
      onProgress((done += some.length));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return played;
}

/** A call is one caller: who thinks aloud does so all the time, and the others never. */
function conversations(scenes: readonly Scene[]): Scene[][] {
  const callers = [
    scenes.filter(({ pauseMs }) => pauseMs === 0),
    scenes.filter(({ pauseMs }) => pauseMs > 0),
  ];
  return callers.flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / scenesPerCall) }, (_, call) =>
      own.slice(call * scenesPerCall, (call + 1) * scenesPerCall),
    ),
  );
}

function placeCall(twilio: TwilioSimulator, from: string, scenes: readonly Scene[]): SimulatedCall {
  const caller = async (phone: CallerPhone): Promise<void> => converse(phone, scenes);
  return twilio.placeCall({ from, to: '+14155550100', caller });
}

/** Free talk by key, then one scene after the other. */
async function converse(phone: CallerPhone, scenes: readonly Scene[]): Promise<void> {
  await phone.untilTutorHasSpoken(200);
  await askAnything(phone);
  for (const scene of scenes) {
    await play(phone, scene);
  }
}

async function askAnything(phone: CallerPhone): Promise<void> {
  await phone.press('3');
  await answered(phone, quietMs);
}

async function play(phone: CallerPhone, { utterance, into, first }: Scene): Promise<void> {
  if (first) {
    await phone.say(first.recording);
    await answered(phone, quietMs);
  }
  if (into) {
    await phone.say(into.question.recording);
    await phone.untilTutorHasSpoken(into.afterMs).catch(unlessImpatient);
  }
  await phone.say(utterance.recording);
  if (utterance.text.includes(leadsElsewhere)) {
    await phone.untilTutorHasSpoken(leaveAfterMs).catch(unlessImpatient);
    await askAnything(phone);
  } else await answered(phone, into ? quietAfterSoundMs : quietMs);
}

/** A tutor that stays silent is an outcome; the next scene goes on from there. */
async function answered(phone: CallerPhone, silenceMs: number): Promise<void> {
  await phone.untilTutorFinishes(silenceMs, patienceMs).catch(unlessImpatient);
}

function unlessImpatient(error: unknown): void {
  if (!(error instanceof CallerTimeoutError)) throw error;
}
