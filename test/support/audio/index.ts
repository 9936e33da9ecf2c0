/** Telephone audio for tests and tools: recordings to speak from, and where speech is audible. */
export { loadRecording, loadRecordings, type Recording, recordingOf } from './recording.js';
export { audibleDbfs, audibleStretches, speechBounds, type Stretch } from './speech-bounds.js';
export { tone, silence, joined } from './synthetic.js';
