import type { InteractionRecord } from '../../src/metrics/index.js';

/** A turn as the call session records it; `changes` makes it another. */
export function turnRecord(changes: Partial<InteractionRecord> = {}): InteractionRecord {
  return {
    type: 'turn_metrics',
    timestamp: new Date('2026-11-23T10:00:00.000Z'),
    caller: 'caller_5f0c',
    callId: 'CA5f0c',
    sessionId: 'session-1',
    turn: 1,
    module: 'maths',
    userInput: 'twelve times twelve is 144',
    aiResponse: 'Well done, 144 it is.',
    sessionSeconds: 12.5,
    emotional: { hesitation: 1 },
    gamification: { streak: 3 },
    times: { asrMs: 210, llmMs: 320, ttsMs: 90, totalMs: 740, endpointMs: 400 },
    tokensIn: 120,
    tokensOut: 18,
    asrConfidence: 0.93,
    interrupted: false,
    providers: { asr: 'whisper_local', llm: 'llama', tts: 'coqui_local' },
    error: null,
    ...changes,
  };
}
